using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests;
using Cloudburst.Generators.Tests.Infrastructure;
using CsCheck;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers.Tests;

/// <summary>Code while it is typed: no analyzer throws, whatever it sees (AD0001 would be the user's only sign of it).</summary>
public class FuzzTests
{
    private static readonly int Effort = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1" ? 20 : 1;
    private static readonly string Mistakes = Corpus.Read("Mistakes.cs");

    [Fact]
    public async Task Truncated_source_never_throws() => await Mutations.Truncated(Samples.Shop).SampleAsync(AssertNothingThrows, iter: 20 * Effort, threads: 1);

    [Fact]
    public async Task Mutated_source_never_throws() => await Mutations.Mutated(Samples.Shop).SampleAsync(AssertNothingThrows, iter: 40 * Effort, threads: 1);

    [Fact]
    public async Task Truncated_source_full_of_mistakes_never_throws() => await Mutations.Truncated(Mistakes).SampleAsync(AssertNothingThrows, iter: 20 * Effort, threads: 1);

    [Fact]
    public async Task Mutated_source_full_of_mistakes_never_throws() => await Mutations.Mutated(Mistakes).SampleAsync(AssertNothingThrows, iter: 40 * Effort, threads: 1);

    private static async Task AssertNothingThrows(string source)
    {
        var generation = Generation.Run(source, Samples.Builders);
        Assert.All(generation.Result.Results, result => Assert.Null(result.Exception));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (error, analyzer, _) => throw new InvalidOperationException($"{analyzer} threw on:\n{source}", error), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        await generation.After.WithAnalyzers(AllAnalyzers.Instances, options).GetAnalyzerDiagnosticsAsync();
    }
}

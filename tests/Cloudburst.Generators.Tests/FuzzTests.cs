using Cloudburst.Analyzers;
using Cloudburst.Generators.Tests.Infrastructure;
using CsCheck;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Generators.Tests;

/// <summary>Code while it is typed: neither the generators nor the analyzers throw, whatever they see.</summary>
public class FuzzTests
{
    private static readonly string[] Snippets =
    [
        "[CloudburstFunction]", "[CloudburstFunction(", "[CloudburstState(null)]", "[CloudburstDag]", "[FromState(\"{\")]", "public", "static", "partial", "async", "void",
        "class", "record", "struct", "interface", "namespace", "enum", "extension(int x)", "<T>", "<", ">", "(", ")", "{", "}", ";", "=>", "ref", "in", "params", "this", "?", "*", "[]",
        "Ref<", "Task<", "delegate*<int>", "dynamic", "\"", "///", "/*", "@", "global::", "file", "\0", "é", "#if", "int x",
    ];

    private static readonly Gen<string> Truncated = Gen.Int[0, Samples.Shop.Length].Select(length => Samples.Shop[..length]);

    private static readonly Gen<string> Mutated = Gen.Select(Gen.Int[0, Samples.Shop.Length], Gen.Int[0, 25], Gen.Int[0, Snippets.Length - 1])
        .Array[1, 4]
        .Select(edits => edits.Aggregate(Samples.Shop, (text, edit) =>
        {
            var start = Math.Min(edit.Item1, text.Length);
            var end = Math.Min(start + edit.Item2, text.Length);
            return text[..start] + Snippets[edit.Item3] + text[end..];
        }));

    [Fact]
    public async Task Truncated_source_never_throws() => await Truncated.SampleAsync(AssertNothingThrows, iter: 40, threads: 1);

    [Fact]
    public async Task Mutated_source_never_throws() => await Mutated.SampleAsync(AssertNothingThrows, iter: 80, threads: 1);

    private static async Task AssertNothingThrows(string source)
    {
        var generation = Generation.Run(source, Samples.Builders);
        Assert.All(generation.Result.Results, result => Assert.Null(result.Exception));
        Assert.Empty(generation.Result.Diagnostics);
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (error, analyzer, _) => throw new InvalidOperationException($"{analyzer} threw on:\n{source}", error), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        await generation.After.WithAnalyzers(AllAnalyzers.Instances, options).GetAnalyzerDiagnosticsAsync();
    }
}

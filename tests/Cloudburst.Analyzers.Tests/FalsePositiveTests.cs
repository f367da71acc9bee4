using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers.Tests;

/// <summary>The analyzers have nothing to warn of in code that is right.</summary>
public class FalsePositiveTests
{
    [Theory]
    [InlineData("OrdinaryShop.cs", "CB3005")]
    [InlineData("OrdinaryProgram.cs", "")]
    [InlineData("OrdinaryMessages.cs", "")]
    public async Task Ordinary_code_is_left_alone(string file, string hints)
    {
        var found = await RunAsync(Corpus.Read(file));
        Assert.Empty(Warnings(found));
        // Suggestions are not wrong here, and each is known.
        Assert.Equal(hints, string.Join(' ', found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Info).Select(diagnostic => diagnostic.Id).Distinct().Order()));
    }

    [Fact]
    public async Task Bodies_together_are_left_alone_too() =>
        Assert.Empty(Warnings(await RunAsync(Corpus.Read("OrdinaryShop.cs"), Corpus.Read("OrdinaryProgram.cs"), Corpus.Read("OrdinaryMessages.cs"))));

    [Theory]
    [InlineData("samples/Quickstart/Arithmetic.cs", "samples/Quickstart/Store.cs", "samples/Quickstart/Story.cs")]
    [InlineData("templates/Cloudburst.Templates/content/cloudburst/CloudburstApp.1.Functions/Pricing.cs", "templates/Cloudburst.Templates/content/cloudburst/CloudburstApp.1.Functions/Store.cs")]
    public async Task Samples_and_templates_are_left_alone(params string[] files) => Assert.Empty(
        Warnings(await RunAsync([.. files.Select(file => File.ReadAllText(Path.Combine(Corpus.Root, file)))])));

    [Fact]
    public async Task Control_a_file_of_mistakes_is_full_of_them()
    {
        var found = await AllAnalyzers.RunAsync(Corpus.Read("Mistakes.cs"), Samples.Builders);
        Assert.InRange(found.Select(diagnostic => diagnostic.Id).Distinct().Count(), 30, 60);
    }

    private static IEnumerable<Diagnostic> Warnings(IEnumerable<Diagnostic> found) => found.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Info);

    private static async Task<IReadOnlyList<Diagnostic>> RunAsync(params string[] sources)
    {
        // What ImplicitUsings gives besides.
        var generation = Generation.Run(Source.Compile([.. sources, "global using System.Linq; global using System.IO;"]));
        Assert.DoesNotContain(generation.After.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return await AllAnalyzers.RunAsync(generation.After);
    }
}

using System.Collections.Immutable;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Every analyzer that the package carries, and what they say.</summary>
internal static class AllAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> Instances { get; } =
    [
        .. typeof(FunctionDeclarationAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Runs them as a build does: over the user's code and the generated code. What only the editor shows, as hidden, is left out.</summary>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(params string[] sources) =>
        [.. (await RunAsync(Generation.Run(sources).After)).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)];

    /// <summary>Everything that they say about a compilation, in the order of the text. An exception in one of them is a failure.</summary>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(Compilation compilation, AnalyzerOptions? options = null)
    {
        var found = await compilation.WithAnalyzers(Instances, options).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == "AD0001");
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>The text that a diagnostic underlines.</summary>
    public static string Underlined(this Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan) ?? "";
}

using System.Collections.Immutable;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Runs the analyzers over a project that has a contracts file.</summary>
internal static class ContractFiles
{
    public const string Name = "CloudburstContracts.txt";

    public static async Task<ImmutableArray<Diagnostic>> RunAsync(string file, params string[] sources)
    {
        var options = new AnalyzerOptions([new File(file)]);
        var found = await Generation.Run(sources).After.WithAnalyzers(AllAnalyzers.Instances, options).GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden || diagnostic.Id == "CB5006")];
    }

    private sealed class File(string text) : AdditionalText
    {
        public override string Path => Name;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}

using System.Collections.Immutable;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers.Tests;

/// <summary>Style rules of others are silent about functions, and only about them.</summary>
public class SuppressorTests
{
    [Theory]
    [InlineData("VSTHRD200")]
    [InlineData("IDE0060")]
    [InlineData("CA1801")]
    public async Task Style_rules_are_silenced_on_functions_only(string id)
    {
        var compilation = Generation.Run("namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int x) => 1; public static int G(int x) => 1; }").After;
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = await compilation.WithAnalyzers([new Complainer(id), new FunctionSuppressor()], options).GetAllDiagnosticsAsync();
        var complaints = found.Where(diagnostic => diagnostic.Id == id).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToList();
        Assert.Equal([true, false], complaints.Select(diagnostic => diagnostic.IsSuppressed));
    }

    /// <summary>Complains about every parameter, as those rules do.</summary>
#pragma warning disable RS1001, RS1017 // It is not for a package, and takes another rule's id.
    private sealed class Complainer(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _rule = new(id, "t", "m", "c", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(found => found.ReportDiagnostic(Diagnostic.Create(_rule, found.Symbol.Locations[0])), SymbolKind.Parameter);
        }
    }
#pragma warning restore RS1001, RS1017
}

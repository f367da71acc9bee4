using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>
/// CBS0001: silences style rules that our attributes provoke. A function's name is what callers ask for, so it needs no <c>Async</c> (VSTHRD200); its parameters are its
/// contract, so one that is not read yet may stay (IDE0060, CA1801).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionSuppressor : DiagnosticSuppressor
{
    private static readonly ImmutableDictionary<string, SuppressionDescriptor> Suppressions = new[] { "VSTHRD200", "IDE0060", "CA1801" }
        .ToImmutableDictionary(id => id, id => new SuppressionDescriptor("CBS0001", id, "A function's name and parameters are its contract"));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = Suppressions.Values.ToImmutableArray();

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (KnownSymbols.Of(context.Compilation) is not { } symbols)
            return;
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree || !Suppressions.TryGetValue(diagnostic.Id, out var suppression))
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var method = node.AncestorsAndSelf().Select(ancestor => context.GetSemanticModel(tree).GetDeclaredSymbol(ancestor, context.CancellationToken)).OfType<IMethodSymbol>().FirstOrDefault();
            if (symbols.IsFunction(method))
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
        }
    }
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB1006 and CB1007: two nodes with one label, and nodes whose result goes nowhere, in one <c>Dag.Build</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagBuilderAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DuplicateLabel, Descriptors.DeadEnd);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) => start.RegisterOperationAction(context =>
    {
        var lambda = (IAnonymousFunctionOperation)context.Operation;
        if (lambda.Symbol.Parameters.FirstOrDefault()?.Type.Is(symbols.DagBuilder) != true)
            return;
        var operations = lambda.Body.Descendants().ToList();
        var nodes = operations.OfType<IInvocationOperation>().Where(call => call.TargetMethod.Is(symbols.DagBuilder, "Add")).ToList();
        CheckLabels(nodes, context.ReportDiagnostic);
        foreach (var node in nodes.Where(node => LeadsNowhere(node, operations)))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.DeadEnd, node.NameLocation(), node.Arguments.ArgumentOf("function")?.Value.Syntax.ToString() ?? ""));
    }, OperationKind.AnonymousFunction);

    private static void CheckLabels(IEnumerable<IInvocationOperation> nodes, Action<Diagnostic> report)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var labels = nodes
            .Select(node => (Node: node, Label: node.Arguments.ArgumentOf("label")))
            .Where(found => found.Label is { ArgumentKind: ArgumentKind.Explicit })
            .OrderBy(found => found.Label!.Syntax.SpanStart);
        foreach (var (node, label) in labels)
        {
            if (label!.Value.ConstantText() is { } text && !seen.Add(text) && !IsInLoop(node))
                report(Diagnostic.Create(Descriptors.DuplicateLabel, label.Value.Syntax.GetLocation(), text));
        }
    }

    private static bool IsInLoop(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not IAnonymousFunctionOperation; parent = parent.Parent)
        {
            if (parent is ILoopOperation or IConditionalOperation or ISwitchOperation)
                return true;
        }
        return false;
    }

    private static bool LeadsNowhere(IInvocationOperation node, IReadOnlyList<IOperation> operations)
    {
        if (node.IsDiscarded())
            return true;
        return node.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }
            && !operations.Any(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));
    }
}

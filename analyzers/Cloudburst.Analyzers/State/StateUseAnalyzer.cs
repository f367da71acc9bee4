using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>The rules about what one method does with state, in functions and everywhere else. A method without an operation of ours costs nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StateUseAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.ReadModifyWrite, Descriptors.CheckThenAct, Descriptors.DroppedSiblings, Descriptors.LostChange, Descriptors.ReadPerTurn, Descriptors.SwallowedFailure);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) =>
        start.RegisterOperationBlockAction(context => Analyze(context, symbols));

    private static void Analyze(OperationBlockAnalysisContext context, KnownSymbols symbols)
    {
        var operations = context.OperationBlocks.SelectMany(block => block.DescendantsAndSelf()).ToList();
        var hasParameters = context.OwningSymbol is IMethodSymbol method && symbols.IsFunction(method);
        if (!hasParameters && !operations.Any(operation => operation is IInvocationOperation call && symbols.Classify(call) != SdkCall.None))
            return;
        var accesses = new StateAccesses(operations, symbols);
        ReadModifyWriteRules.Analyze(accesses, operations, context.ReportDiagnostic);
        context.CancellationToken.ThrowIfCancellationRequested();
        DroppedSiblingsRule.Analyze(operations, symbols, context.ReportDiagnostic);
        LostChangeRule.Analyze(accesses, operations, context.ReportDiagnostic);
        ReadPerTurnRule.Analyze(accesses, context.ReportDiagnostic);
        SwallowedFailureRule.Analyze(operations, context.OwningSymbol, symbols, context.ReportDiagnostic);
    }
}

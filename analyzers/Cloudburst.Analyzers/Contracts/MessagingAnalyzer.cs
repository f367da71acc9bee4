using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB6001: an invocation id that was made up. CB6003: a receive that may wait forever.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MessagingAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.MadeUpId, Descriptors.EndlessReceive);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        start.RegisterOperationAction(context => AnalyzeId(context, symbols), OperationKind.ObjectCreation);
        start.RegisterOperationAction(context => AnalyzeReceive(context, symbols), OperationKind.Invocation);
    }

    private static void AnalyzeId(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type.Is(symbols.InvocationId) && creation.Arguments.Length == 1 && creation.Arguments[0].Value.ConstantText() is { } text)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.MadeUpId, creation.Syntax.GetLocation(), text));
    }

    private static void AnalyzeReceive(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Is(symbols.Context, "ReceiveAsync") && call.Arguments.ArgumentOf("timeout") is { } timeout && TimeSpans.IsEndless(timeout.Value, symbols))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.EndlessReceive, timeout.Value.Syntax.GetLocation(), timeout.Value.Syntax.ToString()));
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4002 and CB7004: tasks of our operations that are dropped, by a statement of their own or by <c>_ =</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedCallAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NotAwaited, Descriptors.ResultDiscarded);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) =>
        start.RegisterOperationAction(context => Analyze(context, symbols), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var kind = symbols.Classify(call);
        if (kind == SdkCall.None || !call.IsDiscarded())
            return;
        var rule = kind == SdkCall.State ? Descriptors.NotAwaited : Descriptors.ResultDiscarded;
        context.ReportDiagnostic(Diagnostic.Create(rule, call.NameLocation(), call.Describe()));
    }
}

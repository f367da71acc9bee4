using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB4003: a token that is at hand and not passed on. CB4004: a function that awaits and has none. Our own operations only: for others there is CA2016.
/// A token that is given explicitly, <c>CancellationToken.None</c> among them, is meant. The story of a host, a lambda that is in no function, may end in the middle of a call.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CancellationAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TokenNotPassed, Descriptors.NotCancellable);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        start.RegisterOperationAction(context => AnalyzeCall(context, symbols), OperationKind.Invocation);
        start.RegisterOperationBlockAction(context => AnalyzeFunction(context, symbols));
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (OmitsToken(call, symbols) && FindToken(call, context.ContainingSymbol, symbols) is { } token)
        {
            var properties = ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Name, token.Name);
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.TokenNotPassed, call.NameLocation(), properties, call.Describe(), token.Name));
        }
    }

    private static void AnalyzeFunction(OperationBlockAnalysisContext context, KnownSymbols symbols)
    {
        if (context.OwningSymbol is not IMethodSymbol { IsAsync: true } method || !symbols.IsFunction(method)
            || method.Parameters.Any(parameter => parameter.Type.Is(symbols.CancellationToken) || parameter.Type.Is(symbols.Context)))
        {
            return;
        }
        var isWaiting = context.OperationBlocks
            .SelectMany(block => block.Descendants())
            .Any(operation => operation is IInvocationOperation call && OmitsToken(call, symbols) && FindToken(call, method, symbols) is null);
        if (isWaiting)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotCancellable, method.Locations.FirstOrDefault() ?? Location.None, Problems.NameOf(method)));
    }

    private static bool OmitsToken(IInvocationOperation call, KnownSymbols symbols) => symbols.Classify(call) != SdkCall.None
        && call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.DefaultValue && argument.Parameter?.Type.Is(symbols.CancellationToken) == true);

    // From the inside out: a lambda's own token comes before the method's, and a static one sees only its own.
    private static IParameterSymbol? FindToken(IOperation operation, ISymbol containing, KnownSymbols symbols)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            var inner = parent switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => null,
            };
            if (inner is null)
                continue;
            if (inner.Parameters.FirstOrDefault(parameter => parameter.Type.Is(symbols.CancellationToken)) is { } own)
                return parent is IAnonymousFunctionOperation && !IsOfFunction(containing, symbols) ? null : own;
            if (inner.IsStatic)
                return null;
        }
        return (containing as IMethodSymbol)?.Parameters.FirstOrDefault(parameter => parameter.Type.Is(symbols.CancellationToken) && parameter.RefKind == RefKind.None);
    }

    private static bool IsOfFunction(ISymbol containing, KnownSymbols symbols) => symbols.IsFunction(containing)
        || (containing is IMethodSymbol method && method.Parameters.Any(parameter => parameter.Type.Is(symbols.Context) || KnownSymbols.IsStateClass(parameter.Type)));
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB1014: a function that calls itself through a client and waits: each level of the recursion holds a worker until the last one has answered.</summary>
internal sealed class SelfCallRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.SelfCall;

    public override bool FollowsHelpers => false;

    public override string? Find(IOperation operation, KnownSymbols symbols)
    {
        // What is called comes first: where a call stands is dear to ask.
        if (operation is not IInvocationOperation { TargetMethod: var method } call
            || !(method.Name == "CallAsync" && method.ContainingType.Is(symbols.Calls)) && !symbols.IsGeneratedClient(method.ContainingType)
            || operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is not { } enclosing)
        {
            return null;
        }
        var function = enclosing;
        while (function is not null && !symbols.IsFunction(function))
            function = function.ContainingSymbol;
        if (function is null)
            return null;
        var isSelf = method.ContainingType.Is(symbols.Calls) ? call.Arguments.Any(argument => IsTokenOf(argument.Value, function)) : IsClientCallOf(method, function);
        return isSelf ? Problems.NameOf(function) : null;
    }

    // Shop.Functions.Checkout is the token of the method Shop.Checkout.
    private static bool IsTokenOf(IOperation operation, ISymbol function) =>
        operation.Unwrap() is IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType: { Name: "Functions", ContainingType: { } type } } token }
        && token.Name == function.Name && SymbolEqualityComparer.Default.Equals(type, function.ContainingType);

    private static bool IsClientCallOf(IMethodSymbol method, ISymbol function) =>
        method.Name == (function.Name.EndsWith("Async", System.StringComparison.Ordinal) ? function.Name : function.Name + "Async")
        && method.ContainingType.Name == function.ContainingType.Name + "Client";
}

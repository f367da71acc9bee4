using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB1013: a function that calls another one as a method: it runs here and now, on this executor, within this invocation.</summary>
internal sealed class PlainCallRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.PlainCall;

    public override bool FollowsHelpers => false;

    public override string? Find(IOperation operation, KnownSymbols symbols) =>
        operation is IInvocationOperation { TargetMethod: var method } && symbols.IsFunction(method.OriginalDefinition) && !IsRecursion(operation, method)
            ? Problems.NameOf(method)
            : null;

    private static bool IsRecursion(IOperation operation, IMethodSymbol method)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol, method.OriginalDefinition))
                return true;
        }
        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3005: an addition to a counter, which a second run of the request makes again. A hint: for most counts that is good enough.</summary>
internal sealed class IncrementRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.Increment;

    public override string? Find(IOperation operation, KnownSymbols symbols) =>
        operation is IInvocationOperation { TargetMethod: { Name: "AddAsync" or "IncrementAsync" or "DecrementAsync" } method } && method.ContainingType.Is(symbols.Counter)
            ? $"Counter.{method.Name}"
            : null;
}

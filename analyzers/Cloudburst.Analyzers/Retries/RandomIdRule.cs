using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3001: <c>Guid.NewGuid()</c>, whose result differs in every run of one request.</summary>
internal sealed class RandomIdRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.RandomId;

    public override string? Find(IOperation operation, KnownSymbols symbols) =>
        operation is IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7" } method } && method.ContainingType.Is(symbols.Guid)
            ? $"Guid.{method.Name}"
            : null;
}

using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// A field that outlives the call and that a function changes, or a collection in one. Reading is fine, and so are caches: what is computed once and kept
/// (<c>??=</c>, <c>GetOrAdd</c>) is the same in every process.
/// </summary>
internal abstract class FieldChangeRule : BodyRule
{
    private static readonly string[] Changes =
    [
        "Add", "AddFirst", "AddLast", "AddOrUpdate", "AddRange", "Clear", "Dequeue", "Enqueue", "ExceptWith", "Insert", "IntersectWith", "Pop", "Push", "Remove",
        "RemoveAll", "RemoveAt", "RemoveRange", "Sort", "SymmetricExceptWith", "TryAdd", "TryDequeue", "TryPop", "TryRemove", "TryTake", "TryUpdate", "UnionWith",
    ];

    public sealed override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        ICoalesceAssignmentOperation => null,
        IAssignmentOperation assignment => NameOf(assignment.Target),
        IIncrementOrDecrementOperation change => NameOf(change.Target),
        IInvocationOperation { Instance: { } collection, TargetMethod: var method } when IsChange(method) => NameOfField(collection),
        IInvocationOperation { TargetMethod: { ContainingType: { Name: "Interlocked" }, Name: not ("Read" or "MemoryBarrier" or "CompareExchange") } } call =>
            call.Arguments.Select(argument => NameOf(argument.Value)).FirstOrDefault(name => name is not null),
        _ => null,
    };

    private static bool IsChange(IMethodSymbol method) =>
        Changes.Contains(method.Name, StringComparer.Ordinal) && method.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal)
        && method.ContainingNamespace.Name != "Immutable";

    /// <summary>Whether an operation names a field, property or captured parameter that the rule is about.</summary>
    private protected abstract ISymbol? Kept(IOperation operation);

    /// <summary>Whether an operation names a collection that the rule is about: other people's get-only properties give copies as often as not.</summary>
    private protected virtual ISymbol? KeptCollection(IOperation operation) => Kept(operation);

    // The member itself, or an element of its array or list.
    private string? NameOf(IOperation target) => target.Unwrap() switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => NameOfField(instance),
        IArrayElementReferenceOperation element => NameOfField(element.ArrayReference),
        var member => Kept(member) is { } kept ? Problems.NameOf(kept) : null,
    };

    private string? NameOfField(IOperation operation) => KeptCollection(operation.Unwrap()) is { } kept ? Problems.NameOf(kept) : null;
}

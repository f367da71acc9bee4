using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB4006: a static field that a function changes, or a collection in one. Reading is fine, and so are caches: what is computed once and kept
/// (<c>??=</c>, <c>GetOrAdd</c>) is the same in every process.
/// </summary>
internal sealed class StaticStateRule : BodyRule
{
    private static readonly string[] Changes =
    [
        "Add", "AddFirst", "AddLast", "AddOrUpdate", "AddRange", "Clear", "Dequeue", "Enqueue", "ExceptWith", "Insert", "IntersectWith", "Pop", "Push", "Remove",
        "RemoveAll", "RemoveAt", "RemoveRange", "Sort", "SymmetricExceptWith", "TryAdd", "TryDequeue", "TryPop", "TryRemove", "TryTake", "TryUpdate", "UnionWith",
    ];

    public override DiagnosticDescriptor Descriptor => Descriptors.StaticState;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
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

    // A member of an object that a static field holds, an element of its array or list, or the field itself.
    private static string? NameOf(IOperation target) => target.Unwrap() switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true } field } when !IsPerThread(field) => Problems.NameOf(field),
        IPropertyReferenceOperation { Property.IsStatic: true } property => Problems.NameOf(property.Property),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => NameOfField(instance),
        IArrayElementReferenceOperation element => NameOfField(element.ArrayReference),
        _ => null,
    };

    private static string? NameOfField(IOperation operation) => operation.Unwrap() switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true } field } when !IsPerThread(field) => Problems.NameOf(field),
        IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: not null } or { IsStatic: true, ContainingType.DeclaringSyntaxReferences.IsEmpty: false } } property =>
            Problems.NameOf(property.Property),
        _ => null,
    };

    private static bool IsPerThread(IFieldSymbol field) => field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute");
}

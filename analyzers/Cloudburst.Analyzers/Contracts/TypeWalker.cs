using System;
using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>
/// Walks a type as its serializer would: MemoryPack for types that are annotated for it, System.Text.Json for the rest, as <c>PayloadFormat</c> chooses. A type
/// with a converter of its own is trusted, and so is what is declared in the framework and not known to be unfit.
/// </summary>
internal sealed class TypeWalker(KnownSymbols symbols)
{
    private const int MaxDepth = 8;

    private readonly HashSet<ITypeSymbol> _visited = new(SymbolEqualityComparer.Default);
    private readonly List<TypeIssue> _issues = [];

    /// <summary>Everything that is wrong with a type, and with those that it consists of.</summary>
    public static IReadOnlyList<TypeIssue> Walk(ITypeSymbol type, string root, KnownSymbols symbols)
    {
        var walker = new TypeWalker(symbols);
        walker.Visit(type, root, 0);
        return walker._issues;
    }

    private void Visit(ITypeSymbol type, string path, int depth)
    {
        if (depth > MaxDepth || type.TypeKind is TypeKind.Error or TypeKind.TypeParameter or TypeKind.Pointer or TypeKind.FunctionPointer || type.IsRefLikeType)
            return;
        // Whatever was sent, JSON comes back.
        if (IsAnything(type))
        {
            Add(TypeIssueKind.UnknownCases, path, type);
            return;
        }
        if (type is IArrayTypeSymbol array)
        {
            VisitArray(array, path, depth);
            return;
        }
        if (type is not INamedTypeSymbol named || IsPlain(named) || !_visited.Add(named))
            return;
        if (IsBound(named))
            Add(TypeIssueKind.Bound, path, named);
        else if (UnfitTypes.IsUnfit(named))
            Add(TypeIssueKind.NotSerializable, path, named);
        else if (named.SpecialType == SpecialType.System_DateTime)
            Add(TypeIssueKind.DateTimeKind, path, named);
        else if (IsContainer(named) || named.IsSdk("Ref"))
            VisitArguments(named, path, depth);
        else if (!Has(named, "JsonConverterAttribute"))
            VisitObject(named, path, depth);
    }

    private void VisitArray(IArrayTypeSymbol array, string path, int depth)
    {
        if (array.Rank > 1)
            Add(TypeIssueKind.NotSerializable, path, array);
        else
            Visit(array.ElementType, path + "[]", depth + 1);
    }

    private void VisitArguments(INamedTypeSymbol container, string path, int depth)
    {
        if (container.IsTupleType)
        {
            foreach (var element in container.TupleElements)
                Visit(element.Type, $"{path}.{element.Name}", depth + 1);
            return;
        }
        var isNullable = container.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        foreach (var argument in container.TypeArguments)
            Visit(argument, isNullable ? path : path + "[]", depth + 1);
    }

    private void VisitObject(INamedTypeSymbol type, string path, int depth)
    {
        if (MemoryPackLayout(type) is { } layout)
        {
            if (layout == 0 && !Has(type, "MemoryPackUnionAttribute") && type is { IsAbstract: false, TypeKind: not TypeKind.Interface })
                _issues.Add(new TypeIssue(TypeIssueKind.NotVersionTolerant, path, type, InSource(type)));
            return;
        }
        if (type is { IsAbstract: true, SpecialType: SpecialType.None })
        {
            if (!TypeFacts.IsFramework(type) && !Has(type, "JsonDerivedTypeAttribute") && !Has(type, "JsonPolymorphicAttribute"))
                Add(TypeIssueKind.UnknownCases, path, type);
            return;
        }
        if (TypeFacts.IsFramework(type))
            return;
        if (InSource(type) is not null && type.TypeKind is TypeKind.Class or TypeKind.Struct)
            _issues.Add(new TypeIssue(TypeIssueKind.SlowFormat, path, type, type));
        foreach (var member in JsonMembers.Of(type))
        {
            if (member.IsDropped && InSource(member.Symbol) is { } dropped)
                _issues.Add(new TypeIssue(TypeIssueKind.DroppedMember, $"{path}.{dropped.Name}", type, dropped));
            Visit(member.Type, $"{path}.{member.Symbol.Name}", depth + 1);
        }
    }

    private void Add(TypeIssueKind kind, string path, ITypeSymbol type) => _issues.Add(new TypeIssue(kind, path, type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)));

    private bool IsBound(INamedTypeSymbol type) => type.IsOrDerivesFrom(symbols.Context) || type.Is(symbols.StateStore) || type.Is(symbols.Client) || symbols.IsHandle(type)
        || type.Is(symbols.CancellationToken) || KnownSymbols.IsStateClass(type) || symbols.IsGeneratedClient(type);

    private static bool IsPlain(INamedTypeSymbol type) => type.TypeKind == TypeKind.Enum
        || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String;

    /// <summary>Whether a value may be of any type: <c>object</c> and <c>dynamic</c>.</summary>
    public static bool IsAnything(ITypeSymbol type) => type.TypeKind == TypeKind.Dynamic || type.SpecialType == SpecialType.System_Object;

    // Collections, spans of memory, tuples and nullable values carry what their arguments are.
    private static bool IsContainer(INamedTypeSymbol type) => type.TypeArguments.Length > 0 && TypeFacts.IsFramework(type)
        && (type.IsTupleType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || type.Name is "ReadOnlyMemory" or "Memory" or "KeyValuePair"
            || IsEnumerable(type) || type.AllInterfaces.Any(IsEnumerable));

    private static bool IsEnumerable(INamedTypeSymbol type) => type.SpecialType == SpecialType.System_Collections_IEnumerable
        || type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;

    private static int? MemoryPackLayout(INamedTypeSymbol type)
    {
        var attribute = type.GetAttributes().FirstOrDefault(found => found.AttributeClass is { Name: "MemoryPackableAttribute" });
        if (attribute is null)
            return null;
        return attribute.ConstructorArguments.FirstOrDefault(argument => argument.Type?.Name == "GenerateType") is { Value: int layout } ? layout : 0;
    }

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(found => found.AttributeClass?.Name == attribute);

    private static ISymbol? InSource(ISymbol symbol) => symbol.DeclaringSyntaxReferences.IsEmpty ? null : symbol;
}

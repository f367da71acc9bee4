using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>
/// Finds out whether values of a type may have a <c>Ref&lt;T&gt;</c> inside: an array or another collection of them, a tuple, a record with one. What it can't see, such as a class behind an
/// <c>object</c>, has none.
/// </summary>
internal static class InnerReferences
{
    private const int MaxDepth = 8;

    public static bool AreIn(ITypeSymbol type) => AreIn(type, null, 0);

    private static bool AreIn(ITypeSymbol type, HashSet<ITypeSymbol>? visited, int depth)
    {
        if (depth > MaxDepth)
            return false;
        if (type is IArrayTypeSymbol array)
            return AreIn(array.ElementType, visited, depth + 1);
        if (type is not INamedTypeSymbol named || named.SpecialType is >= SpecialType.System_Object and <= SpecialType.System_String || named.TypeKind == TypeKind.Enum)
            return false;
        if (named.IsSdk("Ref"))
            return true;
        if (named.TypeArguments.Any(argument => AreIn(argument, visited, depth + 1)))
            return true;
        if (TypeFacts.IsFramework(named))
            return false;
        visited ??= new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        return visited.Add(named) && PartsOf(named).Any(part => AreIn(part, visited, depth + 1));
    }

    /// <summary>The types of what a value of a type consists of, and those of its known cases.</summary>
    private static IEnumerable<ITypeSymbol> PartsOf(INamedTypeSymbol type)
    {
        for (var link = type; link is not null && !TypeFacts.IsFramework(link); link = link.BaseType)
        {
            foreach (var member in link.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false } property)
                    yield return property.Type;
                else if (member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field)
                    yield return field.Type;
            }
        }
        if (type is not { IsAbstract: true } && type.TypeKind != TypeKind.Interface)
            yield break;
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is not ("JsonDerivedTypeAttribute" or "MemoryPackUnionAttribute"))
                continue;
            foreach (var argument in attribute.ConstructorArguments)
            {
                if (argument.Value is ITypeSymbol known)
                    yield return known;
            }
        }
    }
}

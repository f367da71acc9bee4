using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>A member that System.Text.Json writes.</summary>
/// <param name="Symbol">The property or field.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsDropped">Whether it holds data that the reader cannot set.</param>
internal readonly record struct JsonMember(ISymbol Symbol, ITypeSymbol Type, bool IsDropped);

/// <summary>The members of a type as System.Text.Json sees them, fields included (<c>PayloadJson.Options</c>).</summary>
internal static class JsonMembers
{
    public static IEnumerable<JsonMember> Of(INamedTypeSymbol type)
    {
        var parameters = ConstructorOf(type)?.Parameters.Select(parameter => parameter.Name).ToList() ?? [];
        for (var link = type; link is { SpecialType: SpecialType.None }; link = link.BaseType)
        {
            foreach (var member in link.GetMembers())
            {
                if (member.IsStatic || member.DeclaredAccessibility != Accessibility.Public || member.IsImplicitlyDeclared || IsLeftAlone(member))
                    continue;
                if (member is IPropertySymbol { GetMethod: not null, Parameters.IsEmpty: true } property)
                    yield return new JsonMember(property, property.Type, IsDropped(property, parameters));
                else if (member is IFieldSymbol { IsConst: false } field)
                    yield return new JsonMember(field, field.Type, IsDropped: false);
            }
        }
    }

    // One that is marked, one without parameters, or the only one.
    private static IMethodSymbol? ConstructorOf(INamedTypeSymbol type)
    {
        var constructors = type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToList();
        return type.InstanceConstructors.FirstOrDefault(constructor => constructor.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "JsonConstructorAttribute"))
            ?? constructors.FirstOrDefault(constructor => constructor.Parameters.IsEmpty && !type.IsValueType)
            ?? (constructors.Count(constructor => !constructor.Parameters.IsEmpty) == 1 ? constructors.First(constructor => !constructor.Parameters.IsEmpty) : null);
    }

    private static bool IsDropped(IPropertySymbol property, List<string> parameters) =>
        property.SetMethod is null or { DeclaredAccessibility: not Accessibility.Public }
        && !parameters.Contains(property.Name, StringComparer.OrdinalIgnoreCase)
        && IsAuto(property);

    // What is computed has nothing to lose.
    private static bool IsAuto(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsLeftAlone(ISymbol member) => member.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name is "JsonIgnoreAttribute" or "JsonIncludeAttribute" or "JsonConverterAttribute" or "JsonExtensionDataAttribute");
}

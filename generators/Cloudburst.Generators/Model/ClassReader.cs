using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Reads how an executor makes the object of an instance function: by one constructor, whose parameters are services.</summary>
internal static class ClassReader
{
    /// <summary>Reads the class of an instance method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="problems">Receives why an executor can't make an object of it.</param>
    public static ClassModel? Read(IMethodSymbol method, List<DeclarationProblem> problems)
    {
        var type = method.ContainingType;
        var reason = WhyNotMade(type);
        IMethodSymbol? constructor = null;
        if (reason is null)
            reason = WhyNoConstructor(type, out constructor);
        if (reason is null)
            reason = WhyNotCalled(type, constructor!) ?? constructor!.Parameters.Select(WhyNoService).FirstOrDefault(why => why is not null);
        if (reason is not null)
        {
            problems.Add(new(ProblemKind.Class, method, reason));
            return null;
        }
        return new ClassModel(
            constructor!.Parameters.Where(parameter => !IsLeftOut(parameter)).Select(ParameterReader.Service).ToEquatableArray(),
            type.SdkAttribute("WarmUpAttribute") is not null);
    }

    private static string? WhyNotMade(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Struct } => $"its type '{type.Name}' is a struct, of which each call would have a copy",
        { TypeKind: not TypeKind.Class } => $"its type '{type.Name}' is no class",
        { IsAbstract: true } => $"its class '{type.Name}' is abstract",
        _ => null,
    };

    private static string? WhyNoConstructor(INamedTypeSymbol type, out IMethodSymbol? constructor)
    {
        var seen = type.InstanceConstructors.Where(candidate => TypeFacts.WhyHidden(candidate.DeclaredAccessibility) is null).ToList();
        // The container's own attribute for the same question.
        var chosen = seen.Count > 1 ? seen.Where(candidate => HasAttribute(candidate, "ActivatorUtilitiesConstructorAttribute")).ToList() : seen;
        constructor = chosen.Count == 1 ? chosen[0] : null;
        if (constructor is not null)
            return null;
        return seen.Count == 0
            ? $"its class '{type.Name}' has no constructor that is public or internal"
            : $"its class '{type.Name}' has {seen.Count} constructors and not one of them is marked [ActivatorUtilitiesConstructor]";
    }

    private static string? WhyNotCalled(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (HasAttribute(constructor, "SetsRequiredMembersAttribute"))
            return null;
        for (var link = type; link is not null; link = link.BaseType)
        {
            if (link.GetMembers().FirstOrDefault(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
                return $"its class '{type.Name}' has the required member '{required.Name}', which nobody would set";
        }
        return null;
    }

    private static string? WhyNoService(IParameterSymbol parameter)
    {
        var type = parameter.Type;
        var whose = $"the parameter '{parameter.Name}' of its class's constructor";
        if (parameter.RefKind != RefKind.None)
            return $"{whose} is passed by reference";
        if (type.IsSdk("CloudburstContext") || type.IsSdk("IStateStore") || type.OriginalDefinition.SdkAttribute("CloudburstStateAttribute") is not null)
            return $"{whose} belongs to one call, and the object to all of them";
        if (HasAttribute(parameter, "FromKeyedServicesAttribute"))
            return $"{whose} takes a keyed service";
        if ((!type.IsReferenceType || type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol) && type.TypeKind != TypeKind.Error && !IsLeftOut(parameter))
            return $"{whose} is a '{TypeNames.Short(type)}', which is no service";
        return null;
    }

    /// <summary>Whether a parameter keeps its default, because no service could be it.</summary>
    private static bool IsLeftOut(IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue && (!parameter.Type.IsReferenceType || parameter.Type.SpecialType == SpecialType.System_String);

    private static bool HasAttribute(ISymbol symbol, string name) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == name);
}

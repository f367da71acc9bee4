using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.Generators.Model;

/// <summary>Reads a state class. The generator and the analyzer share it.</summary>
internal static class StateReader
{
    public static StateModel? Read(INamedTypeSymbol type, List<DeclarationProblem> problems, CancellationToken token)
    {
        if (type.SdkAttribute("CloudburstStateAttribute") is not { } attribute)
            return null;
        CheckType(type, problems, token);
        var prefix = attribute.FirstText() ?? "";
        if (prefix.Length == 0 || prefix.IndexOf('/') >= 0)
            problems.Add(new(ProblemKind.State, type, $"the prefix '{prefix}' is not one segment of a key"));
        var accessors = new List<AccessorModel>();
        var isUnknown = false;
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>().Where(method => method is { IsPartialDefinition: true, PartialImplementationPart: null }))
        {
            token.ThrowIfCancellationRequested();
            isUnknown |= TypeFacts.IsUnknown(method.ReturnType) || method.Parameters.Any(parameter => TypeFacts.IsUnknown(parameter.Type));
            if (!method.ReturnsVoid && ReadAccessor(method, problems, token) is { } accessor)
                accessors.Add(accessor);
        }
        if (problems.Count > 0 || isUnknown)
            return null;
        return new StateModel(TypeShell.Of(type), type.Name, prefix, FreeField(type), accessors.ToEquatableArray());
    }

    private static void CheckType(INamedTypeSymbol type, List<DeclarationProblem> problems, CancellationToken token)
    {
        foreach (var link in TypeShell.Chain(type))
        {
            if (!TypeShell.IsPartial(link, token))
                problems.Add(new(ProblemKind.NotPartial, link, $"the state class '{type.Name}'"));
        }
        if (type.IsStatic)
            problems.Add(new(ProblemKind.State, type, "a state class can't be static"));
        if (type.InstanceConstructors.Any(IsTakingOurPlace))
            problems.Add(new(ProblemKind.State, type, "it declares its own constructor; the generated one takes the store"));
    }

    // A primary constructor would have to be called by ours; one that takes the store would be declared twice. The analyzer sees ours, too.
    private static bool IsTakingOurPlace(IMethodSymbol constructor) => !constructor.IsImplicitlyDeclared
        && !constructor.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "GeneratedCodeAttribute" })
        && (constructor.Parameters is { Length: 1 } parameters && parameters[0].Type.IsSdk("IStateStore")
            || constructor.DeclaringSyntaxReferences.Any(part => part.GetSyntax() is TypeDeclarationSyntax));

    private static AccessorModel? ReadAccessor(IMethodSymbol method, List<DeclarationProblem> problems, CancellationToken token)
    {
        if (WhyNoAccessor(method) is { } reason)
        {
            problems.Add(new(ProblemKind.State, method, reason));
            return null;
        }
        var segments = new List<SegmentModel>(method.Parameters.Length);
        foreach (var parameter in method.Parameters)
        {
            if (KindOf(parameter) is { } kind)
                segments.Add(new SegmentModel(parameter.Name, TypeNames.Code(parameter.Type), kind));
            else if (!TypeFacts.IsUnknown(parameter.Type))
                problems.Add(new(ProblemKind.State, parameter, $"a '{TypeNames.Short(parameter.Type)}' has no stable text to build a key from"));
        }
        var syntax = method.DeclaringSyntaxReferences.Select(part => part.GetSyntax(token)).OfType<MethodDeclarationSyntax>().FirstOrDefault();
        if (syntax is null)
            return null;
        var modifiers = string.Join(" ", syntax.Modifiers.Select(modifier => modifier.Text));
        return new AccessorModel(modifiers, method.Name, TypeNames.Code(method.ReturnType), segments.ToEquatableArray());
    }

    private static string? WhyNoAccessor(IMethodSymbol method) => method switch
    {
        { IsStatic: true } => "a static method has no store",
        { IsGenericMethod: true } => "a generic method has no single key",
        _ when !TypeFacts.IsUnknown(method.ReturnType) && !IsHandle(method.ReturnType) =>
            $"a '{TypeNames.Short(method.ReturnType)}' is no state handle",
        _ => null,
    };

    // A handle is made of a store and a key: the SDK's, and any that a user writes the same way.
    private static bool IsHandle(ITypeSymbol type) => type is INamedTypeSymbol { IsAbstract: false } named
        && named.InstanceConstructors.Any(constructor => constructor is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 2 }
            && constructor.Parameters[0].Type.IsSdk("IStateStore")
            && constructor.Parameters[1].Type.SpecialType == SpecialType.System_String);

    private static SegmentKind? KindOf(IParameterSymbol parameter)
    {
        var type = parameter.Type;
        if (parameter.RefKind != RefKind.None || parameter.NullableAnnotation == NullableAnnotation.Annotated)
            return null;
        return type.SpecialType switch
        {
            SpecialType.System_String => SegmentKind.Text,
            SpecialType.System_Boolean or SpecialType.System_Char => SegmentKind.Fixed,
            SpecialType.System_DateTime => SegmentKind.Moment,
            >= SpecialType.System_SByte and <= SpecialType.System_UInt64 => SegmentKind.Plain,
            _ when type.TypeKind == TypeKind.Enum => SegmentKind.Fixed,
            _ when TypeFacts.IsSystem(type, "Guid") => SegmentKind.Plain,
            _ when TypeFacts.IsSystem(type, "DateTimeOffset") || TypeFacts.IsSystem(type, "DateOnly") || TypeFacts.IsSystem(type, "TimeOnly") => SegmentKind.Moment,
            _ when !type.IsRefLikeType && type.AllInterfaces.Any(found => TypeFacts.IsSystem(found, "IFormattable")) => SegmentKind.Formattable,
            _ => null,
        };
    }

    private static string FreeField(INamedTypeSymbol type)
    {
        var name = "_store";
        while (!type.GetMembers(name).IsEmpty)
            name += "_";
        return name;
    }
}

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
        var canBeWritten = CheckType(type, problems, token);
        var prefix = attribute.FirstText() ?? "";
        if (prefix.Length == 0 || prefix.IndexOf('/') >= 0)
            problems.Add(new(ProblemKind.State, type, $"the prefix '{prefix}' is not one segment of a key"));
        var hasOwnConstructor = type.InstanceConstructors.Any(IsTakingOurPlace);
        if (hasOwnConstructor)
            problems.Add(new(ProblemKind.State, type, "it declares its own constructor; the generated one takes the store"));
        var accessors = new List<AccessorModel>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>().Where(IsAccessor))
        {
            token.ThrowIfCancellationRequested();
            if (ReadAccessor(method, problems, token) is { } accessor)
                accessors.Add(hasOwnConstructor ? accessor with { IsFit = false } : accessor);
        }
        return canBeWritten ? new StateModel(TypeShell.Of(type), type.Name, prefix, hasOwnConstructor ? null : FreeField(type), accessors.ToEquatableArray()) : null;
    }

    // Whether another part of the type can be written at all.
    private static bool CheckType(INamedTypeSymbol type, List<DeclarationProblem> problems, CancellationToken token)
    {
        var isPartial = true;
        foreach (var link in TypeShell.Chain(type))
        {
            if (TypeShell.IsPartial(link, token))
                continue;
            isPartial = false;
            problems.Add(new(ProblemKind.NotPartial, link, $"the state class '{type.Name}'"));
        }
        if (type.IsStatic)
            problems.Add(new(ProblemKind.State, type, "a state class can't be static"));
        return isPartial && !type.IsStatic;
    }

    // What the user has written a body for is the user's; the analyzer sees those that we have written.
    private static bool IsAccessor(IMethodSymbol method) => method is { IsPartialDefinition: true, ReturnsVoid: false } && (method.PartialImplementationPart is null || IsGenerated(method));

    private static bool IsGenerated(IMethodSymbol method) => method.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "GeneratedCodeAttribute" });

    // A primary constructor would have to be called by ours; one that takes the store would be declared twice. The analyzer sees ours, too.
    private static bool IsTakingOurPlace(IMethodSymbol constructor) => !constructor.IsImplicitlyDeclared
        && !IsGenerated(constructor)
        && (constructor.Parameters is { Length: 1 } parameters && parameters[0].Type.IsSdk("IStateStore")
            || constructor.DeclaringSyntaxReferences.Any(part => part.GetSyntax() is TypeDeclarationSyntax));

    private static AccessorModel? ReadAccessor(IMethodSymbol method, List<DeclarationProblem> problems, CancellationToken token)
    {
        var isFit = true;
        if (WhyNoAccessor(method) is { } reason)
        {
            problems.Add(new(ProblemKind.State, method, reason));
            isFit = false;
        }
        var isUnknown = TypeFacts.IsUnknown(method.ReturnType);
        var segments = new List<SegmentModel>(method.Parameters.Length);
        foreach (var parameter in method.Parameters)
        {
            var kind = KindOf(parameter);
            isUnknown |= TypeFacts.IsUnknown(parameter.Type);
            if (kind is null && isFit && !TypeFacts.IsUnknown(parameter.Type))
                problems.Add(new(ProblemKind.State, parameter, $"a '{TypeNames.Short(parameter.Type)}' has no stable text to build a key from"));
            isFit &= kind is not null;
            segments.Add(new SegmentModel(parameter.Name, ByValueOrNot(parameter) + TypeNames.Code(parameter.Type), kind ?? SegmentKind.Plain));
        }
        var syntax = method.DeclaringSyntaxReferences.Select(part => part.GetSyntax(token)).OfType<MethodDeclarationSyntax>().FirstOrDefault();
        // The compiler knows best what is wrong with a type that is not there, and a body must repeat what is written of a type parameter.
        if (syntax is null || isUnknown || syntax.ConstraintClauses.Count > 0)
            return null;
        var modifiers = string.Join(" ", syntax.Modifiers.Select(modifier => modifier.Text));
        var typeParameters = method.TypeParameters.IsEmpty ? "" : $"<{string.Join(", ", method.TypeParameters.Select(parameter => Identifiers.Escape(parameter.Name)))}>";
        var handle = method.RefKind switch { RefKind.Ref => "ref ", RefKind.RefReadOnly => "ref readonly ", _ => "" } + TypeNames.Code(method.ReturnType);
        return new AccessorModel(modifiers, method.Name + typeParameters, handle, segments.ToEquatableArray(), isFit);
    }

    private static string ByValueOrNot(IParameterSymbol parameter) => parameter switch
    {
        { RefKind: RefKind.Ref } => "ref ",
        { RefKind: RefKind.Out } => "out ",
        { RefKind: RefKind.In } => "in ",
        { RefKind: RefKind.RefReadOnlyParameter } => "ref readonly ",
        { IsParams: true } => "params ",
        _ => "",
    };

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

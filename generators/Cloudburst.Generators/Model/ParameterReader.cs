using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Reads how each parameter of a function gets its argument.</summary>
internal static class ParameterReader
{
    public static IReadOnlyList<ParameterModel> Read(IMethodSymbol method, List<DeclarationProblem> problems)
    {
        var parameters = new List<ParameterModel>(method.Parameters.Length);
        foreach (var parameter in method.Parameters)
        {
            CheckPassing(parameter, problems);
            parameters.Add(Read(parameter, problems));
        }
        CheckOnlyOne(method, parameters, ParameterKind.Context, "contexts", problems);
        CheckOnlyOne(method, parameters, ParameterKind.Token, "cancellation tokens", problems);
        CheckKeys(method, parameters, problems);
        return parameters;
    }

    private static ParameterModel Read(IParameterSymbol parameter, List<DeclarationProblem> problems)
    {
        var type = BatchReader.TypeOf(parameter);
        if (parameter.SdkAttribute("FromStateAttribute") is { } fromState)
            return ReadState(parameter, type, fromState, problems);
        if (type.IsSdk("CloudburstContext"))
            return Injected(parameter, ParameterKind.Context, type);
        if (TypeFacts.IsCancellationToken(type))
            return Injected(parameter, ParameterKind.Token, type);
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } && type.OriginalDefinition.SdkAttribute("CloudburstStateAttribute") is not null)
            return Injected(parameter, ParameterKind.StateClass, type);
        if (IsService(parameter))
            return Service(parameter);
        if (type is INamedTypeSymbol { Arity: 1 } reference && type.IsSdk("Ref"))
            return Wire(parameter, ParameterKind.Reference, reference.TypeArguments[0]);
        return Wire(parameter, ParameterKind.Wire, type) with
        {
            HoldsReferences = InnerReferences.AreIn(type),
            // The parameter of a batch is a list, of which a caller gives one item.
            Default = SymbolEqualityComparer.Default.Equals(type, parameter.Type) ? DefaultValues.Of(parameter) : null,
        };
    }

    private static ParameterModel ReadState(IParameterSymbol parameter, ITypeSymbol type, AttributeData attribute, List<DeclarationProblem> problems)
    {
        EquatableArray<KeyPart> key = default;
        if (type.IsSdk("Ref"))
            problems.Add(new(ProblemKind.KeyTemplate, parameter, "a 'Ref<T>' takes its key from the caller; declare the value's type instead"));
        else if (KeyTemplate.TryParse(attribute.FirstText() ?? "", out key) is { } reason)
            problems.Add(new(ProblemKind.KeyTemplate, parameter, $"the key '{attribute.FirstText()}' is not valid: {reason}"));
        return Injected(parameter, ParameterKind.State, type) with { Key = key };
    }

    /// <summary>A parameter that takes a service, of a function or of a constructor.</summary>
    public static ParameterModel Service(IParameterSymbol parameter) => Injected(parameter, ParameterKind.Service, parameter.Type);

    /// <summary>Whether a function's parameter takes a service of the host.</summary>
    public static bool IsService(IParameterSymbol parameter) => parameter.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "FromServicesAttribute" });

    private static ParameterModel Injected(IParameterSymbol parameter, ParameterKind kind, ITypeSymbol type)
    {
        // Without annotations, new ShopState?() would not compile.
        var bound = kind == ParameterKind.State ? type : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        var allowsNull = type.IsValueType || type.NullableAnnotation == NullableAnnotation.Annotated;
        return new ParameterModel(parameter.Name, kind, TypeNames.Code(bound), "", NeedsValue: false, allowsNull, Key: default);
    }

    private static ParameterModel Wire(IParameterSymbol parameter, ParameterKind kind, ITypeSymbol type) => new(
        parameter.Name,
        kind,
        TypeNames.Code(type),
        TypeNames.Contract(type),
        type.TypeKind is TypeKind.Interface or TypeKind.Dynamic || type.SpecialType == SpecialType.System_Object,
        AllowsNull: true,
        Key: default)
    {
        IsWrittenInPlace = IsWrittenInPlace(type),
    };

    // Numbers, text and the cases of an enumeration convert by themselves.
    private static bool IsWrittenInPlace(ITypeSymbol type) => type.SpecialType == SpecialType.System_String
        ? type.NullableAnnotation == NullableAnnotation.Annotated
        : type.SpecialType == SpecialType.None && type.TypeKind is not (TypeKind.Enum or TypeKind.Interface or TypeKind.Dynamic);

    private static void CheckPassing(IParameterSymbol parameter, List<DeclarationProblem> problems)
    {
        if (parameter.RefKind != RefKind.None)
            problems.Add(new(ProblemKind.NotByValue, parameter, "it is passed by reference"));
        else if (!TypeFacts.IsOrdinary(parameter.Type))
            problems.Add(new(ProblemKind.NotByValue, parameter, $"a '{TypeNames.Short(parameter.Type)}' lives on the stack"));
    }

    private static void CheckOnlyOne(
        IMethodSymbol method, List<ParameterModel> parameters, ParameterKind kind, string words, List<DeclarationProblem> problems)
    {
        var second = parameters.Select((parameter, index) => (parameter, index)).Where(item => item.parameter.Kind == kind).Skip(1).FirstOrDefault();
        if (second.parameter is not null)
            problems.Add(new(ProblemKind.TwoOfOneKind, method.Parameters[second.index], words));
    }

    private static void CheckKeys(IMethodSymbol method, List<ParameterModel> parameters, List<DeclarationProblem> problems)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            foreach (var part in parameters[i].Key.Where(part => part.IsParameter))
            {
                var source = parameters.FirstOrDefault(parameter => parameter.Name == part.Text);
                if (source is null)
                    problems.Add(new(ProblemKind.KeyTemplate, method.Parameters[i], $"the key names '{part.Text}', which is no parameter"));
                else if (source.Kind != ParameterKind.Wire)
                    problems.Add(new(ProblemKind.KeyTemplate, method.Parameters[i], $"the key names '{part.Text}', whose value is not known before the key is read"));
            }
        }
    }
}

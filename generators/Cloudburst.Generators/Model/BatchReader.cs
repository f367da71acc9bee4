using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Reads a method that takes several calls at once, over lists, as the function of one item that its callers see.</summary>
internal static class BatchReader
{
    /// <summary>Whether a method takes several calls at once.</summary>
    public static bool IsBatch(IMethodSymbol method) =>
        method.SdkAttribute("CloudburstFunctionAttribute") is { } attribute
        && attribute.NamedArguments.Any(static argument => argument is { Key: "MaxBatch", Value: { Kind: TypedConstantKind.Primitive, Value: > 0 } });

    /// <summary>What a parameter takes of one call: of a method over lists an item of its list.</summary>
    public static ITypeSymbol TypeOf(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol method && IsBatch(method) && !ParameterReader.IsService(parameter) && ItemOf(parameter.Type) is { } item ? item : parameter.Type;

    /// <summary>The result that the callers of a method over lists see; <see langword="null"/> when it returns no list.</summary>
    public static ITypeSymbol? ResultOf(ITypeSymbol? returned)
    {
        var item = ReturnedItem(returned);
        return item is INamedTypeSymbol { Arity: 1 } outcome && item.IsSdk("BatchResult") ? outcome.TypeArguments[0] : item;
    }

    /// <summary>Whether the calls can fail one by one.</summary>
    public static bool HasOutcomes(IMethodSymbol method) =>
        TypeFacts.ReturnedBy(method) is { } returned && ReturnedItem(returned) is INamedTypeSymbol { Arity: 1 } item && item.IsSdk("BatchResult");

    /// <summary>Finds why a method can't take several calls at once.</summary>
    public static void Check(IMethodSymbol method, IReadOnlyList<ParameterModel> parameters, List<DeclarationProblem> problems)
    {
        if (!IsBatch(method))
            return;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (WhyUnfit(method.Parameters[i], parameters[i]) is { } reason)
                problems.Add(new(ProblemKind.Batch, method, reason));
        }
        if (!parameters.Any(parameter => parameter.IsWire))
            problems.Add(new(ProblemKind.Batch, method, "it takes no list of arguments"));
        var returned = TypeFacts.ReturnedBy(method);
        if (TypeFacts.IsStream(method.ReturnType, out _))
            problems.Add(new(ProblemKind.Batch, method, "it yields a stream"));
        else if (returned is null)
            problems.Add(new(ProblemKind.Batch, method, "it returns nothing"));
        else if (!TypeFacts.IsUnknown(returned) && ReturnedItem(returned) is null)
            problems.Add(new(ProblemKind.Batch, method, $"it returns a '{TypeNames.Short(returned)}'"));
    }

    private static string? WhyUnfit(IParameterSymbol parameter, ParameterModel model)
    {
        if (TypeFacts.IsUnknown(parameter.Type))
            return null;
        var isList = ItemOf(parameter.Type) is not null;
        return model.Kind switch
        {
            ParameterKind.Service => null,
            ParameterKind.Token => isList ? $"its parameter '{parameter.Name}' is a list of tokens, and a run has one; each call's own is in its context" : null,
            ParameterKind.Context or ParameterKind.State or ParameterKind.StateClass when !isList => $"its parameter '{parameter.Name}' belongs to one call",
            _ => isList ? null : $"its parameter '{parameter.Name}' is a '{TypeNames.Short(parameter.Type)}'",
        };
    }

    private static ITypeSymbol? ItemOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "IReadOnlyList", Arity: 1 } list && IsGenericCollection(list) ? list.TypeArguments[0] : null;

    // A list that a method has made may go out as it is.
    private static ITypeSymbol? ReturnedItem(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { Name: "List", Arity: 1 } list when IsGenericCollection(list) => list.TypeArguments[0],
        _ => ItemOf(type),
    };

    private static bool IsGenericCollection(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };
}

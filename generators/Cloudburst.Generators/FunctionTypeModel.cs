using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;

namespace Cloudburst.Generators;

/// <summary>The functions of one type, with the names of all that is generated for them.</summary>
/// <param name="Type">The type.</param>
/// <param name="HintName">The first part of its files' names; no two types share it, even where case does not count.</param>
/// <param name="TokensName">The name of the nested class of tokens.</param>
/// <param name="ClientName">The client's name.</param>
/// <param name="InvokersName">The name of the class that runs the functions.</param>
/// <param name="Functions">The functions in the order of their tokens.</param>
internal sealed record FunctionTypeModel(
    TypeShell Type, string HintName, string TokensName, string ClientName, string InvokersName, EquatableArray<NamedFunction> Functions)
{
    /// <summary>Whether a class of tokens or a client is public.</summary>
    public bool HasPublicFunctions => Functions.Any(function => function.Model.IsPublic);

    /// <summary>Groups functions by type and gives everything a name that collides with nothing. The order of the functions does not matter.</summary>
    public static ImmutableArray<FunctionTypeModel> Group(ImmutableArray<FunctionModel> functions)
    {
        var types = functions.GroupBy(function => function.Type.MetadataName, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var sharedFlatNames = Repeated(types.Select(type => Identifiers.Sanitize(type.Key)), StringComparer.OrdinalIgnoreCase);
        var sharedClientNames = Repeated(types.Select(type => ClientKey(type.First())), StringComparer.Ordinal);
        return types.Select(type =>
        {
            var first = type.First();
            var suffix = "_" + Identifiers.Hash(type.Key);
            var flat = Identifiers.Sanitize(type.Key);
            var isShared = sharedFlatNames.Contains(flat);
            var named = NamedFunction.Name(type).ToEquatableArray();
            return new FunctionTypeModel(
                first.Type,
                type.Key.Replace('+', '.').Replace('`', '_') + (isShared ? suffix : ""),
                first.Type.Headers[first.Type.Headers.Count - 1].EndsWith(" Functions", StringComparison.Ordinal) ? "Tokens" : "Functions",
                Identifiers.Escape(sharedClientNames.Contains(ClientKey(first)) ? first.ClientName + suffix : first.ClientName),
                InvokersNameOf(flat + (isShared ? suffix : ""), named),
                named);
        }).ToImmutableArray();
    }

    // No member may be called like its class.
    private static string InvokersNameOf(string type, EquatableArray<NamedFunction> functions)
    {
        var name = type + "Invokers";
        while (functions.Any(function => function.Token == name))
            name += "_";
        return name;
    }

    private static string ClientKey(FunctionModel function) => $"{function.Type.Namespace}/{function.ClientName}";

    private static HashSet<string> Repeated(IEnumerable<string> names, StringComparer comparer) =>
        new(names.GroupBy(name => name, comparer).Where(group => group.Count() > 1).Select(group => group.Key), comparer);
}

/// <summary>A function with the names of its members.</summary>
/// <param name="Model">The function.</param>
/// <param name="Token">The bare name of its token.</param>
/// <param name="Call">The name of the client's method that waits.</param>
/// <param name="Start">The name of the client's method that does not.</param>
internal sealed record NamedFunction(FunctionModel Model, string Token, string Call, string Start)
{
    /// <summary>
    /// Names the functions of one type. Overloads are told apart by their registered names; of those without one the first is kept, and the analyzer
    /// reports that they share a name.
    /// </summary>
    public static IEnumerable<NamedFunction> Name(IEnumerable<FunctionModel> functions)
    {
        var ordered = functions
            .OrderBy(function => function.Name, StringComparer.Ordinal)
            .ThenBy(function => function.TokenType, StringComparer.Ordinal)
            .ToList();
        var overloaded = new HashSet<string>(
            ordered.GroupBy(function => function.Method).Where(group => group.Count() > 1).Select(group => group.Key), StringComparer.Ordinal);
        var tokens = new HashSet<string>(
            ordered.Where(function => !function.IsNamed || !overloaded.Contains(function.Method)).Select(function => function.Method), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<(FunctionModel Model, string Token)>();
        foreach (var function in ordered)
        {
            if (function.IsNamed && overloaded.Contains(function.Method))
                kept.Add((function, FreeToken(function.Name, tokens)));
            else if (seen.Add(function.Method))
                kept.Add((function, function.Method));
        }
        var members = new HashSet<string>(kept.Select(function => CallName(function.Token)), StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (model, token) in kept)
        {
            var call = CallName(token);
            while (!taken.Add(call))
                call += "Async";
            var start = $"Start{token}";
            start = start.EndsWith("Async", StringComparison.Ordinal) ? start : start + "Async";
            while (members.Contains(start) || !taken.Add(start))
                start = "Begin" + start;
            yield return new NamedFunction(model, token, call, start);
        }
    }

    // 'sum-long' and 'sum.long' are two names and one identifier.
    private static string FreeToken(string name, HashSet<string> tokens)
    {
        var token = Identifiers.Pascal(name);
        if (tokens.Add(token))
            return token;
        token += "_" + Identifiers.Hash(name);
        while (!tokens.Add(token))
            token += "_";
        return token;
    }

    private static string CallName(string token) => token.EndsWith("Async", StringComparison.Ordinal) ? token : token + "Async";
}

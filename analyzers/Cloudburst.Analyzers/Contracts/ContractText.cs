using System;
using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>Contracts as the contracts file has them, one a line.</summary>
internal static class ContractText
{
    public const string FileName = "CloudburstContracts.txt";
    public const string Retired = "*RETIRED* ";

    private const string Header = "# What other processes rely on: this project's functions, and the shapes of its state. See docs/diagnostics/CB5004.md.";

    /// <summary>A function: <c>function Shop.Checkout(string, int) -> Shop.Receipt</c>.</summary>
    public static string Of(IMethodSymbol function)
    {
        var parameters = ParameterReader.Read(function, []).Where(parameter => parameter.IsWire).Select(parameter => parameter.Contract);
        var result = TypeFacts.ResultOf(function);
        return $"function {FunctionIndex.NameOf(function)}({string.Join(", ", parameters)}) -> {(result is null ? "void" : TypeFacts.IsStream(function.ReturnType, out _) ? $"IAsyncEnumerable<{TypeNames.Contract(result)}>" : TypeNames.Contract(result))}";
    }

    /// <summary>The shape of a type of state: <c>state Shop.Cart { Count: int; User: string }</c>.</summary>
    public static string Of(INamedTypeSymbol state)
    {
        var members = JsonMembers.Of(state).Select(member => $"{member.Symbol.Name}: {TypeNames.Contract(member.Type)}").OrderBy(text => text, StringComparer.Ordinal);
        return $"state {TypeNames.Contract(state)} {{ {string.Join("; ", members)} }}";
    }

    /// <summary>What a line is about: <c>function Shop.Checkout</c>; the rest of it may change.</summary>
    public static string Subject(string line)
    {
        var end = line.IndexOfAny(['(', '{']);
        return (end < 0 ? line : line.Substring(0, end)).TrimEnd();
    }

    /// <summary>The members of a shape, by name.</summary>
    public static Dictionary<string, string> Members(string line)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = line.IndexOf('{');
        var end = line.LastIndexOf('}');
        if (start < 0 || end < start)
            return members;
        foreach (var member in line.Substring(start + 1, end - start - 1).Split(';'))
        {
            var colon = member.IndexOf(':');
            if (colon > 0)
                members[member.Substring(0, colon).Trim()] = member.Substring(colon + 1).Trim();
        }
        return members;
    }

    /// <summary>A whole file.</summary>
    public static string File(IEnumerable<string> lines) => string.Join("\n", lines.Distinct().OrderBy(line => line, StringComparer.Ordinal).Prepend(Header)) + "\n";

    /// <summary>The types of a state class's registers and sets whose shape is this project's own.</summary>
    public static IEnumerable<INamedTypeSymbol> Shapes(INamedTypeSymbol stateClass, KnownSymbols symbols) => stateClass.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.IsPartialDefinition && (method.ReturnType.Is(symbols.Register) || method.ReturnType.Is(symbols.SetOf)))
        .Select(method => ((INamedTypeSymbol)method.ReturnType).TypeArguments[0])
        .OfType<INamedTypeSymbol>()
        .Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.DeclaringSyntaxReferences.IsEmpty);
}

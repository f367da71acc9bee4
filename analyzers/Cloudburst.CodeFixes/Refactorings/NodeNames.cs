using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Names that are free where they are used.</summary>
/// <param name="Function">The new function.</param>
/// <param name="Value">The parameter that takes its result.</param>
/// <param name="Dag">The DAG.</param>
/// <param name="Builder">The parameter of the lambda that composes it.</param>
/// <param name="NodeReference">The function that is the first node, as documentation names it.</param>
internal sealed record NodeNames(string Function, string Value, string Dag, string Builder, string NodeReference)
{
    public static NodeNames For(NodeExtraction extraction)
    {
        var members = new HashSet<string>(extraction.Symbol.ContainingType.MemberNames.Concat(extraction.Symbol.ContainingType.GetTypeMembers().Select(type => type.Name)), StringComparer.Ordinal) { extraction.Symbol.ContainingType.Name };
        var locals = new HashSet<string>(
            extraction.RestParameters.Select(parameter => parameter.Name).Concat(extraction.Method.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)), StringComparer.Ordinal);
        var call = (extraction.Expression as AwaitExpressionSyntax)?.Expression ?? extraction.Expression;
        var variable = extraction.Variable?.Declaration.Variables[0].Identifier.ValueText;
        var called = call is InvocationExpressionSyntax invocation ? RefactoringPlace.NameOf(invocation)?.Identifier.ValueText : null;
        var stem = variable ?? (called is null ? $"{extraction.Symbol.Name}Step" : called.EndsWith("Async", StringComparison.Ordinal) && called.Length > 5 ? called.Substring(0, called.Length - 5) : called);
        var function = Free(char.ToUpperInvariant(stem[0]) + stem.Substring(1), "Step", members);
        return new NodeNames(
            function,
            variable ?? Free(char.ToLowerInvariant(stem[0]) + stem.Substring(1), "Result", locals),
            Free($"{extraction.Symbol.Name}Dag", "", members),
            Free("dag", "Builder", locals),
            extraction.Existing is not { } existing ? function
                : SymbolEqualityComparer.Default.Equals(existing.ContainingType, extraction.Symbol.ContainingType) ? existing.Name : $"{existing.ContainingType.Name}.{existing.Name}");
    }

    private static string Free(string name, string suffix, HashSet<string> taken)
    {
        var free = taken.Contains(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? name + suffix : name;
        for (var n = 2; taken.Contains(free); n++)
            free = $"{name}{suffix}{n}";
        taken.Add(free);
        return free;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Imports.</summary>
internal static class Usings
{
    /// <summary>Adds imports to a file, in order, those of System first.</summary>
    public static SyntaxNode Add(SyntaxNode root, IEnumerable<string> namespaces)
    {
        if (root is not CompilationUnitSyntax unit)
            return root;
        foreach (var name in namespaces)
        {
            if (unit.Usings.Any(known => known.Name?.ToString() == name && known.Alias is null))
                continue;
            var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name).WithLeadingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
            var index = unit.Usings.TakeWhile(known => Compare(known.Name?.ToString() ?? "", name) < 0).Count();
            unit = unit.Usings.Count == 0 ? AddFirst(unit, directive) : unit.WithUsings(unit.Usings.Insert(index, directive));
        }
        return unit;
    }

    /// <summary>Whether a name is known at a place without another import.</summary>
    public static bool IsKnown(SemanticModel model, SyntaxNode node, string name) => !model.LookupNamespacesAndTypes(node.SpanStart, name: name).IsEmpty;

    // Directives at the top stay at the top; a comment there is about what follows it.
    private static CompilationUnitSyntax AddFirst(CompilationUnitSyntax unit, UsingDirectiveSyntax directive)
    {
        var first = unit.GetFirstToken(includeZeroWidth: true);
        var trivia = first.LeadingTrivia;
        if (!trivia.Any(found => found.IsDirective))
            return unit.ReplaceToken(first, first.WithLeadingTrivia(trivia.Insert(0, SyntaxFactory.LineFeed))).WithUsings(SyntaxFactory.SingletonList(directive));
        return unit.ReplaceToken(first, first.WithLeadingTrivia(SyntaxFactory.ElasticLineFeed)).WithUsings(SyntaxFactory.SingletonList(directive.WithLeadingTrivia(trivia)));
    }

    private static int Compare(string left, string right)
    {
        var order = IsSystem(right).CompareTo(IsSystem(left));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}

using System;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Text.RegularExpressions;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0017: a key that names no parameter names the nearest one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyParameterCodeFix)), Shared]
public sealed class KeyParameterCodeFix : EditingCodeFix
{
    private static readonly Regex Hole = new(@"(?<!\{)\{\s*(?<name>\w+)\s*\}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.KeyTemplate);

    private protected override string? Title(FixPlace place) => Find(place) is var (_, _, nearest) && nearest.Length > 0 ? $"Change to '{{{nearest}}}'" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var (literal, text, nearest) = Find(place);
        var wrong = Wrong(place, text)!;
        var right = Hole.Replace(text, match => match.Groups["name"].Value == wrong ? $"{{{nearest}}}" : match.Value);
        edits.Editor.ReplaceNode(literal!, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(right)).WithTriviaFrom(literal!));
    }

    private static (LiteralExpressionSyntax? Literal, string Text, string Nearest) Find(FixPlace place)
    {
        var literal = place.Enclosing<ParameterSyntax>()?.AttributeLists
            .SelectMany(list => list.Attributes)
            .SelectMany(attribute => attribute.ArgumentList?.Arguments ?? default)
            .Select(argument => argument.Expression)
            .OfType<LiteralExpressionSyntax>()
            .FirstOrDefault(expression => expression.IsKind(SyntaxKind.StringLiteralExpression));
        if (literal?.Token.Value is not string text || Wrong(place, text) is not { } wrong)
            return (null, "", "");
        var nearest = Candidates(place)
            .Select(name => (Name: name, Away: Distance.Between(wrong, name)))
            .Where(candidate => candidate.Away <= Math.Max(1, candidate.Name.Length / 2))
            .OrderBy(candidate => candidate.Away)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        return (literal, text, nearest ?? "");
    }

    private static string? Wrong(FixPlace place, string text)
    {
        var known = Parameters(place).Select(parameter => parameter.Identifier.ValueText).ToList();
        return Hole.Matches(text).Cast<Match>().Select(match => match.Groups["name"].Value).FirstOrDefault(name => !known.Contains(name));
    }

    private static ImmutableArray<string> Candidates(FixPlace place) => Parameters(place)
        .Where(parameter => parameter != place.Enclosing<ParameterSyntax>() && parameter.AttributeLists.Count == 0
            && place.Model.GetDeclaredSymbol(parameter, place.Token)?.Type.Name is not ("CancellationToken" or "CloudburstContext" or "Ref"))
        .Select(parameter => parameter.Identifier.ValueText)
        .ToImmutableArray();

    private static SeparatedSyntaxList<ParameterSyntax> Parameters(FixPlace place) => place.Enclosing<MethodDeclarationSyntax>()?.ParameterList.Parameters ?? default;
}

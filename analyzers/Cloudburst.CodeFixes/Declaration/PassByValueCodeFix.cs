using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0003: a parameter is passed by value. An <c>out</c> parameter is a result, which no modifier makes travel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PassByValueCodeFix)), Shared]
public sealed class PassByValueCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.NotByValue);

    private protected override string? Title(FixPlace place) => place.Enclosing<ParameterSyntax>() is { } parameter
        && parameter.Modifiers.Any(IsReference) && !parameter.Modifiers.Any(SyntaxKind.OutKeyword)
        ? "Pass by value"
        : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var parameter = place.Enclosing<ParameterSyntax>()!;
        edits.Editor.ReplaceNode(
            parameter, parameter.WithModifiers(SyntaxFactory.TokenList(parameter.Modifiers.Where(modifier => !IsReference(modifier)))).WithLeadingTrivia(parameter.GetLeadingTrivia()));
    }

    private static bool IsReference(SyntaxToken modifier) =>
        modifier.IsKind(SyntaxKind.RefKeyword) || modifier.IsKind(SyntaxKind.InKeyword) || modifier.IsKind(SyntaxKind.ReadOnlyKeyword) || modifier.IsKind(SyntaxKind.ScopedKeyword);
}

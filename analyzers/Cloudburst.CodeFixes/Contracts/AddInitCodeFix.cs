using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB5008 for properties without a setter: the reader may set them, and nobody else later.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddInitCodeFix)), Shared]
public sealed class AddInitCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.DroppedMember);

    private protected override string? Title(FixPlace place) =>
        place.Enclosing<PropertyDeclarationSyntax>()?.AccessorList is { Accessors: { Count: 1 } } ? "Add an init accessor" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var list = place.Enclosing<PropertyDeclarationSyntax>()!.AccessorList!;
        var init = SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithTrailingTrivia(list.Accessors.Last().GetTrailingTrivia());
        edits.Editor.ReplaceNode(list, list.WithAccessors(list.Accessors.Replace(list.Accessors[0], list.Accessors[0].WithTrailingTrivia(SyntaxFactory.Space)).Add(init)));
    }
}

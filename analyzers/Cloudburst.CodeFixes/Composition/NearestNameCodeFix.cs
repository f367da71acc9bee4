using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB1004 and CB7002: a name that nobody has becomes the one that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestNameCodeFix)), Shared]
public sealed class NearestNameCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.UnknownNode, DiagnosticIds.CallMismatch);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Nearest) is { } nearest && place.Node is LiteralExpressionSyntax ? $"Change to '{nearest}'" : null;

    private protected override void Edit(FixPlace place, FixEdits edits) => edits.Editor.ReplaceNode(
        place.Node,
        SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(place.Property(DiagnosticProperties.Nearest)!)).WithTriviaFrom(place.Node));
}

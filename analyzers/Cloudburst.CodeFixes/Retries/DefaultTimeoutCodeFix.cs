using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB3010: no timeout of one's own means the client's default.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DefaultTimeoutCodeFix)), Shared]
public sealed class DefaultTimeoutCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.InvalidTimeout);

    private protected override string? Title(FixPlace place) => place.Node is ExpressionSyntax ? "Use the default" : null;

    private protected override void Edit(FixPlace place, FixEdits edits) =>
        edits.Editor.ReplaceNode(place.Node, SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression).WithTriviaFrom(place.Node));
}

using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB1006: a node without a label is named after its function, and numbered. One that is written as data needs its label.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveLabelCodeFix)), Shared]
public sealed class RemoveLabelCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.DuplicateLabel);

    private protected override string? Title(FixPlace place) =>
        place.Enclosing<ArgumentSyntax>() is { Parent.Parent: InvocationExpressionSyntax } ? "Remove the label" : null;

    private protected override void Edit(FixPlace place, FixEdits edits) => edits.Editor.RemoveNode(place.Enclosing<ArgumentSyntax>()!, SyntaxRemoveOptions.KeepNoTrivia);
}

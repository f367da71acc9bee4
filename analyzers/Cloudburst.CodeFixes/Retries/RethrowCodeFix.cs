using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB3006: what is caught is thrown again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RethrowCodeFix)), Shared]
public sealed class RethrowCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.SwallowedFailure);

    private protected override string? Title(FixPlace place) => place.Enclosing<CatchClauseSyntax>() is null ? null : "Rethrow";

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var block = place.Enclosing<CatchClauseSyntax>()!.Block;
        edits.Editor.ReplaceNode(block, block.AddStatements(SyntaxFactory.ThrowStatement()).WithAdditionalAnnotations(Formatter.Annotation));
    }
}

using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB7001: the function's typed token takes the place of its name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseTokenCodeFix)), Shared]
public sealed class UseTokenCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.TypedTokenExists);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Token) is not null && place.Node is BaseObjectCreationExpressionSyntax ? "Use the typed token" : null;

    private protected override void Edit(FixPlace place, FixEdits edits) => edits.Editor.ReplaceNode(
        place.Node,
        SyntaxFactory.ParseExpression(place.Property(DiagnosticProperties.Token)!).WithTriviaFrom(place.Node).WithAdditionalAnnotations(Simplifier.Annotation));
}

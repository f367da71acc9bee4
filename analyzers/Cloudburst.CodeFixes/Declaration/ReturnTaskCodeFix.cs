using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0001: an async function returns Task instead of void.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTaskCodeFix)), Shared]
public sealed class ReturnTaskCodeFix : CodeFixProvider
{
    private const string Title = "Return Task instead of void";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.AsyncVoid);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
            return;
        context.RegisterCodeFix(
            CodeAction.Create(Title, token => ReturnTaskAsync(context.Document, root, method, token), equivalenceKey: Title),
            context.Diagnostics);
    }

    private static async Task<Document> ReturnTaskAsync(Document document, SyntaxNode root, MethodDeclarationSyntax method, CancellationToken token)
    {
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (model?.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is not { } task)
            return document;
        // The annotation adds the 'using' where it is missing.
        var type = ((TypeSyntax)SyntaxGenerator.GetGenerator(document).TypeExpression(task))
            .WithTriviaFrom(method.ReturnType)
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(method.ReturnType, type));
    }
}

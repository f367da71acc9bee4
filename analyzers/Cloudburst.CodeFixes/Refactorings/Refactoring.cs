using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.CodeFixes;

/// <summary>What every refactoring of ours does first: stop where the SDK is not referenced.</summary>
public abstract class Refactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public sealed override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model?.Compilation.GetTypeByMetadataName("Cloudburst.CloudburstFunctionAttribute") is null)
            return;
        if (await OfferAsync(new RefactoringPlace(context.Document, root, model, context.Span, context.CancellationToken)).ConfigureAwait(false) is { } action)
            context.RegisterRefactoring(action);
    }

    /// <summary>What can be done at this place, or <see langword="null"/> where nothing is right.</summary>
    private protected abstract Task<CodeAction?> OfferAsync(RefactoringPlace place);
}

/// <summary>Where a refactoring is asked for.</summary>
/// <param name="document">The file.</param>
/// <param name="root">Its syntax.</param>
/// <param name="model">What it means.</param>
/// <param name="span">What is selected; empty at a caret.</param>
/// <param name="token">Stops the analysis.</param>
internal sealed class RefactoringPlace(Document document, SyntaxNode root, SemanticModel model, TextSpan span, CancellationToken token)
{
    public Document Document { get; } = document;

    public SyntaxNode Root { get; } = root;

    public SemanticModel Model { get; } = model;

    public TextSpan Span { get; } = span;

    public CancellationToken Token { get; } = token;

    /// <summary>The method whose declaration, without attributes and body, holds the caret.</summary>
    public MethodDeclarationSyntax? DeclaredMethod =>
        Root.FindNode(Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && TextSpan.FromBounds((method.Modifiers.Count > 0 ? method.Modifiers[0] : method.ReturnType.GetFirstToken()).SpanStart, method.ParameterList.Span.End).Contains(Span)
            ? method
            : null;

    /// <summary>The expression that is selected; at a caret on the name of a call, the call.</summary>
    public ExpressionSyntax? SelectedExpression
    {
        get
        {
            var text = Root.GetText().ToString(Span);
            // Nothing but blanks is no expression.
            if (text.Length > 0 && text.Trim().Length == 0)
                return null;
            var selected = TextSpan.FromBounds(Span.Start + (text.Length - text.TrimStart().Length), Span.End - (text.Length - text.TrimEnd().Length));
            if (!selected.IsEmpty)
                return Root.FindNode(selected, getInnermostNodeForTie: true).AncestorsAndSelf().TakeWhile(node => node.Span == selected).OfType<ExpressionSyntax>().LastOrDefault();
            return Root.FindNode(Span).AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => NameOf(call)?.Span.IntersectsWith(Span) == true);
        }
    }

    /// <summary>The name that a call is written with.</summary>
    public static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}

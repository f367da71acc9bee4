using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>
/// A fix that edits the file of its diagnostic. 'Fix all' makes all edits of a file with one editor, so that edits of one method, such as a parameter that
/// several places need, are made once.
/// </summary>
public abstract class EditingCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Title(new FixPlace(root, diagnostic, model, context.CancellationToken)) is not { } title)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, token => ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), token), equivalenceKey: GetType().Name), diagnostic);
        }
    }

    /// <summary>What the fix is called at this place, or <see langword="null"/> where none is right.</summary>
    private protected abstract string? Title(FixPlace place);

    /// <summary>Makes the edit at a place that has a title.</summary>
    private protected abstract void Edit(FixPlace place, FixEdits edits);

    private async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        var editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        var edits = new FixEdits(editor);
        foreach (var diagnostic in diagnostics)
        {
            var place = new FixPlace(editor.OriginalRoot, diagnostic, editor.SemanticModel, token);
            if (Title(place) is not null)
                Edit(place, edits);
        }
        return document.WithSyntaxRoot(Usings.Add(editor.GetChangedRoot(), edits.Namespaces));
    }
}

/// <summary>Where a fix is made.</summary>
internal sealed class FixPlace(SyntaxNode root, Diagnostic diagnostic, SemanticModel model, CancellationToken token)
{
    public Diagnostic Diagnostic { get; } = diagnostic;

    public SemanticModel Model { get; } = model;

    public CancellationToken Token { get; } = token;

    /// <summary>The innermost node that the diagnostic underlines.</summary>
    public SyntaxNode Node { get; } = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>The innermost node of a kind around the place.</summary>
    public T? Enclosing<T>() where T : SyntaxNode => Node.FirstAncestorOrSelf<T>();

    /// <summary>What the diagnostic tells its fix.</summary>
    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
}

/// <summary>The edits of one file.</summary>
internal sealed class FixEdits(DocumentEditor editor)
{
    private readonly HashSet<SyntaxNode> _done = [];

    public DocumentEditor Editor { get; } = editor;

    /// <summary>Namespaces that the edited file must import.</summary>
    public SortedSet<string> Namespaces { get; } = new(System.StringComparer.Ordinal);

    /// <summary>Whether a node is edited for the first time.</summary>
    public bool IsFirst(SyntaxNode node) => _done.Add(node);
}

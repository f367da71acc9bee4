using System.Collections.Immutable;
using Cloudburst.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Asks for refactorings as an editor does: at a caret <c>$$</c>, or for what is selected between <c>[|</c> and <c>|]</c>.</summary>
public abstract class RefactoringTests : FixTests
{
    private static readonly ImmutableArray<CodeRefactoringProvider> Instances =
    [
        .. typeof(MakePartialCodeFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeRefactoringProvider)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeRefactoringProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>Fails unless the refactoring gives the expected text, in which our rules find no error and the compiler no new one.</summary>
    private protected static async Task AssertRefactorsAsync(string title, string source, string expected)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Read(workspace, source);
        var action = Assert.Single(await OfferAsync(document, span), action => action.Title == title);
        var operation = Assert.Single((await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        var changed = operation.ChangedSolution.GetDocument(document.Id)!;
        // What an editor does with what the action has written.
        var text = await TextAsync(await Formatter.FormatAsync(changed, Formatter.Annotation));
        Assert.Equal(expected.ReplaceLineEndings("\n"), text);
        var after = (await Open(workspace, text).Project.GetCompilationAsync())!;
        AssertNoNewError((await document.Project.GetCompilationAsync())!, after);
        Assert.DoesNotContain(await AllAnalyzers.RunAsync(after), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private protected static async Task AssertOffersNothingAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Read(workspace, source);
        Assert.Empty(await OfferAsync(document, span));
    }

    /// <summary>Applies every refactoring that is offered for a selection; whatever they do, none may throw.</summary>
    private protected static async Task ApplyEveryRefactoringAsync(Document document, TextSpan span)
    {
        foreach (var action in await OfferAsync(document, span))
            await action.GetOperationsAsync(CancellationToken.None);
    }

    private static (Document Document, TextSpan Span) Read(AdhocWorkspace workspace, string source)
    {
        var text = source.ReplaceLineEndings("\n");
        var caret = text.IndexOf("$$", StringComparison.Ordinal);
        if (caret >= 0)
            return (Open(workspace, text.Remove(caret, 2)), new TextSpan(caret, 0));
        var start = text.IndexOf("[|", StringComparison.Ordinal);
        var end = text.IndexOf("|]", StringComparison.Ordinal) - 2;
        return (Open(workspace, text.Remove(end + 2, 2).Remove(start, 2)), TextSpan.FromBounds(start, end));
    }

    private static async Task<List<CodeAction>> OfferAsync(Document document, TextSpan span)
    {
        var offered = new List<CodeAction>();
        foreach (var refactoring in Instances)
            await refactoring.ComputeRefactoringsAsync(new CodeRefactoringContext(document, span, offered.Add, CancellationToken.None));
        return offered;
    }
}

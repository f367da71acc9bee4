using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB4002, CB4005 and CB7004: a task that is dropped is awaited.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitCodeFix)), Shared]
public sealed class AwaitCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(DiagnosticIds.NotAwaited, DiagnosticIds.OutlivingWork, DiagnosticIds.ResultDiscarded);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Helper) is null && Dropped(place) is { } dropped && AsyncCode.CanAwait(dropped) ? "Await it" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var dropped = Dropped(place)!;
        var task = dropped is AssignmentExpressionSyntax assignment ? assignment.Right : dropped;
        edits.Editor.ReplaceNode(dropped, AsyncCode.Await(task, dropped).WithTriviaFrom(dropped));
    }

    // The whole of the statement: 'task()' or '_ = task()'.
    private static ExpressionSyntax? Dropped(FixPlace place) =>
        place.Enclosing<ExpressionStatementSyntax>()?.Expression is var expression and (InvocationExpressionSyntax or AssignmentExpressionSyntax) ? expression : null;
}

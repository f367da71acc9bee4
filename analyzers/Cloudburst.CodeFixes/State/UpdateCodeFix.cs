using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>
/// Fixes CB2001 where a variable that is read in one statement is used only in the write of the next: both become one <c>UpdateAsync</c>. It is one step at
/// the default level.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UpdateCodeFix)), Shared]
public sealed class UpdateCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.ReadModifyWrite);

    private protected override string? Title(FixPlace place) => Find(place) is null ? null : "Use UpdateAsync";

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var (read, variable, call) = Find(place)!.Value;
        var value = call.ArgumentList.Arguments[0].Expression;
        var token = call.ArgumentList.Arguments.Count > 1 ? $", cancellationToken: {call.ArgumentList.Arguments[1].Expression}" : "";
        var name = ((MemberAccessExpressionSyntax)call.Expression).WithName(SyntaxFactory.IdentifierName("UpdateAsync"));
        var update = SyntaxFactory.ParseExpression($"{name}({variable} => {value}{token})");
        edits.Editor.ReplaceNode(call, update.WithTriviaFrom(call));
        var write = call.FirstAncestorOrSelf<StatementSyntax>()!;
        edits.Editor.RemoveNode(read, SyntaxRemoveOptions.KeepNoTrivia);
        // The comment above the pair, and the empty line, stay above what is left of it.
        edits.Editor.ReplaceNode(write, (current, _) => current.WithLeadingTrivia(read.GetLeadingTrivia()));
    }

    private static (LocalDeclarationStatementSyntax Read, string Variable, InvocationExpressionSyntax Write)? Find(FixPlace place)
    {
        if (place.Enclosing<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WriteAsync", Expression: var handle }, ArgumentList.Arguments: { Count: 1 or 2 } arguments } call
            || arguments.Any(argument => argument.NameColon is not null)
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } write
            || block.Statements.IndexOf(write) is not (> 0 and var index)
            || block.Statements[index - 1] is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } read
            || variables[0].Initializer?.Value is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReadAsync", Expression: var source } } }
            || !SyntaxFactory.AreEquivalent(source, handle))
        {
            return null;
        }
        var variable = variables[0].Identifier.ValueText;
        var isOnlyHere = block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == variable)
            .All(name => arguments[0].Span.Contains(name.Span));
        return isOnlyHere && !arguments[0].DescendantNodes().Any(node => node is AwaitExpressionSyntax) ? (read, variable, call) : null;
    }
}

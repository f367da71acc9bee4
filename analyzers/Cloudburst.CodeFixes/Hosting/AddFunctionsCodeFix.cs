using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB7003: adds the generated call, and imports the namespace that it was generated into.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddFunctionsCodeFix)), Shared]
public sealed class AddFunctionsCodeFix : EditingCodeFix
{
    private const string Method = "AddCloudburstFunctions";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.NotRegistered);

    private protected override string? Title(FixPlace place) => place.Node is InvocationExpressionSyntax ? $"Add {Method}()" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        edits.Editor.ReplaceNode(place.Node, (current, _) => SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, (ExpressionSyntax)current.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(Method)))
            .WithTrailingTrivia(current.GetTrailingTrivia()));
        var generated = place.Model.Compilation.GetSymbolsWithName(Method, SymbolFilter.Member, place.Token).FirstOrDefault()?.ContainingNamespace;
        if (generated is { IsGlobalNamespace: false } && !IsInside(place, generated))
            edits.Namespaces.Add(generated.ToDisplayString());
    }

    private static bool IsInside(FixPlace place, INamespaceSymbol scope)
    {
        var own = place.Model.GetEnclosingSymbol(place.Node.SpanStart)?.ContainingNamespace;
        for (; own is not null; own = own.ContainingNamespace)
        {
            if (SymbolEqualityComparer.Default.Equals(own, scope))
                return true;
        }
        return false;
    }
}

using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB3007 for texts. The cast keeps the type that the code around it expects.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StableHashCodeFix)), Shared]
public sealed class StableHashCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.UnstableHash);

    private protected override string? Title(FixPlace place) => place.Property(DiagnosticProperties.Helper) is null && Text(place) is not null ? "Use StableHash.Of" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var name = Usings.IsKnown(place.Model, place.Node, "StableHash") ? "StableHash" : "Cloudburst.StableHash";
        var hash = SyntaxFactory.ParseExpression($"(int){name}.Of({Text(place)!.WithoutTrivia()})");
        edits.Editor.ReplaceNode(place.Node, (place.Node.Parent is MemberAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(hash) : hash).WithTriviaFrom(place.Node));
    }

    private static ExpressionSyntax? Text(FixPlace place) => place.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetHashCode" } access }
        && place.Model.GetTypeInfo(access.Expression, place.Token).Type?.SpecialType == SpecialType.System_String
            ? access.Expression
            : null;
}

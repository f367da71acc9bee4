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

/// <summary>Fixes CB4004: adds the token, with a default for those who call the method as a method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddTokenCodeFix)), Shared]
public sealed class AddTokenCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.NotCancellable);

    private protected override string? Title(FixPlace place) =>
        place.Enclosing<MethodDeclarationSyntax>() is { } method && !method.ParameterList.Parameters.Any(parameter => parameter.Modifiers.Any(SyntaxKind.ParamsKeyword))
            ? "Add a CancellationToken"
            : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var method = place.Enclosing<MethodDeclarationSyntax>()!;
        var isKnown = Usings.IsKnown(place.Model, method, "CancellationToken");
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier("cancellationToken"))
            .WithType(SyntaxFactory.ParseTypeName(isKnown ? "CancellationToken" : "System.Threading.CancellationToken").WithTrailingTrivia(SyntaxFactory.Space))
            .WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression).WithLeadingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(SyntaxFactory.Space));
        edits.Editor.AddParameter(method, parameter);
    }
}

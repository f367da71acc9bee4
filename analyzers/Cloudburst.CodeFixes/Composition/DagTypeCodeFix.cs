using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB1009: the declaration takes the type of the DAG that is composed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DagTypeCodeFix)), Shared]
public sealed class DagTypeCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.DagType);

    private protected override string? Title(FixPlace place) => Composed(place) is { } type ? $"Change to '{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var declared = place.Enclosing<TypeSyntax>()!;
        var type = edits.Editor.Generator.TypeExpression(Composed(place)!).WithTriviaFrom(declared).WithAdditionalAnnotations(Simplifier.Annotation);
        edits.Editor.ReplaceNode(declared, type);
    }

    private static ITypeSymbol? Composed(FixPlace place)
    {
        var value = place.Enclosing<TypeSyntax>()?.Parent switch
        {
            PropertyDeclarationSyntax property => property.ExpressionBody?.Expression ?? property.Initializer?.Value,
            MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
            VariableDeclarationSyntax { Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
            _ => null,
        };
        return value is null ? null : place.Model.GetTypeInfo(value, place.Token).Type;
    }
}

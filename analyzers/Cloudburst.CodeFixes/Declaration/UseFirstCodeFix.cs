using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0009: the second context or token goes, and the first takes its place in the body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseFirstCodeFix)), Shared]
public sealed class UseFirstCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.TwoOfOneKind);

    private protected override string? Title(FixPlace place) => First(place) is { } first ? $"Use '{first.Name}' instead" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var first = First(place)!;
        var parameter = place.Enclosing<ParameterSyntax>()!;
        var symbol = place.Model.GetDeclaredSymbol(parameter, place.Token);
        foreach (var name in parameter.FirstAncestorOrSelf<MethodDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == symbol?.Name && SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(name, place.Token).Symbol, symbol))
                edits.Editor.ReplaceNode(name, SyntaxFactory.IdentifierName(first.Name).WithTriviaFrom(name));
        }
        edits.Editor.RemoveNode(parameter, SyntaxRemoveOptions.KeepNoTrivia);
    }

    private static IParameterSymbol? First(FixPlace place) =>
        place.Enclosing<ParameterSyntax>() is { } parameter && place.Model.GetDeclaredSymbol(parameter, place.Token) is { ContainingSymbol: IMethodSymbol method } symbol
            ? method.Parameters.FirstOrDefault(other => SymbolEqualityComparer.Default.Equals(other.Type, symbol.Type) && other.Ordinal < symbol.Ordinal)
            : null;
}

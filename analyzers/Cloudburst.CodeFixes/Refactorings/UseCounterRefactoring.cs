using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Cloudburst.CodeFixes;

/// <summary>
/// Turns a number in a register, of which concurrent changes get lost, into a counter, which merges them: the accessor in the state class, and every use of it in
/// the solution. It is offered where every use reads the number or adds to it; one that sets it has no counterpart.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(UseCounterRefactoring)), Shared]
public sealed class UseCounterRefactoring : Refactoring
{
    private const string Title = "Turn this register into a counter";

    private protected override async Task<CodeAction?> OfferAsync(RefactoringPlace place)
    {
        if (place.DeclaredMethod is not { ReturnType: { } type } method
            || place.Model.GetDeclaredSymbol(method, place.Token) is not { IsPartialDefinition: true, ReturnType: INamedTypeSymbol { Name: "Register", Arity: 1 } register } accessor
            || register.TypeArguments[0].SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64)
            || !accessor.ContainingType.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CloudburstStateAttribute"))
        {
            return null;
        }
        var isLong = register.TypeArguments[0].SpecialType == SpecialType.System_Int64;
        var uses = await FindUsesAsync(place, accessor, isLong).ConfigureAwait(false);
        return uses is null ? null : CodeAction.Create(Title, token => ApplyAsync(place.Document, type, uses, token), equivalenceKey: Title);
    }

    // Null when one of them can't be written for a counter.
    private static async Task<IReadOnlyList<CounterUse>?> FindUsesAsync(RefactoringPlace place, IMethodSymbol accessor, bool isLong)
    {
        var uses = new List<CounterUse>();
        foreach (var found in await SymbolFinder.FindReferencesAsync(accessor, place.Document.Project.Solution, place.Token).ConfigureAwait(false))
        {
            foreach (var location in found.Locations.Where(location => !IsGenerated(location.Document)))
            {
                var root = await location.Document.GetSyntaxRootAsync(place.Token).ConfigureAwait(false);
                var model = await location.Document.GetSemanticModelAsync(place.Token).ConfigureAwait(false);
                if (root is null || model is null || location.IsImplicit)
                    return null;
                var handles = CounterUse.HandlesOf(root.FindNode(location.Location.SourceSpan, getInnermostNodeForTie: true), model, place.Token);
                if (handles is null)
                    return null;
                foreach (var handle in handles)
                {
                    if (CounterUse.Of(location.Document.Id, handle, isLong) is not { } use)
                        return null;
                    uses.Add(use);
                }
            }
        }
        // The read of a pair goes with its statement.
        var removed = uses.Where(use => use.Removed is not null).Select(use => use.Removed!).ToList();
        return uses.Where(use => use.Replaced != use.Replacement && !removed.Any(statement => statement.Contains(use.Replaced))).ToList();
    }

    private static bool IsGenerated(Document document) => document is SourceGeneratedDocument || document.Name.EndsWith(".g.cs", System.StringComparison.Ordinal);

    private static async Task<Solution> ApplyAsync(Document document, TypeSyntax type, IReadOnlyList<CounterUse> uses, CancellationToken token)
    {
        var solution = document.Project.Solution;
        foreach (var file in uses.GroupBy(use => use.Document).Select(group => (Id: group.Key, Uses: group.ToImmutableArray())).ToList())
            solution = await EditAsync(solution, file.Id, file.Id == document.Id ? type : null, file.Uses, token).ConfigureAwait(false);
        return uses.Any(use => use.Document == document.Id) ? solution : await EditAsync(solution, document.Id, type, [], token).ConfigureAwait(false);
    }

    private static async Task<Solution> EditAsync(Solution solution, DocumentId id, TypeSyntax? type, ImmutableArray<CounterUse> uses, CancellationToken token)
    {
        var root = (await solution.GetDocument(id)!.GetSyntaxRootAsync(token).ConfigureAwait(false))!;
        var replaced = uses.ToDictionary(use => use.Replaced, use => use.Replacement);
        var removed = uses.Where(use => use.Removed is not null).ToDictionary(use => use.Replaced.FirstAncestorOrSelf<StatementSyntax>()!, use => use.Removed!);
        var tracked = new List<SyntaxNode>([.. replaced.Keys, .. removed.Keys, .. removed.Values]);
        if (type is not null)
            tracked.Add(type);
        root = root.TrackNodes(tracked);
        foreach (var pair in replaced)
            root = root.ReplaceNode(root.GetCurrentNode(pair.Key)!, pair.Value.WithTriviaFrom(pair.Key));
        foreach (var pair in removed)
        {
            // The comment above the pair stays above what is left of it.
            if (root.GetCurrentNode(pair.Key) is { } kept)
                root = root.ReplaceNode(kept, kept.WithLeadingTrivia(pair.Value.GetLeadingTrivia()));
            root = root.RemoveNode(root.GetCurrentNode(pair.Value)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        }
        if (type is not null)
        {
            var current = root.GetCurrentNode((SyntaxNode)type)!;
            var counter = type is QualifiedNameSyntax qualified ? (TypeSyntax)qualified.WithRight(SyntaxFactory.IdentifierName("Counter")) : SyntaxFactory.IdentifierName("Counter");
            var warning = WarningAnnotation.Create("Numbers that are stored already stay registers: give the accessor another name, and so another key, or delete the old keys");
            root = root.ReplaceNode(current, counter.WithTriviaFrom(current).WithAdditionalAnnotations(warning));
        }
        return solution.WithDocumentSyntaxRoot(id, root);
    }
}

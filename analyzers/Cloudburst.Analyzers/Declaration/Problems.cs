using System;
using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>Turns what the generator's readers found into diagnostics.</summary>
internal static class Problems
{
    /// <summary>Reports every problem but those that all functions of a type have: <see cref="PartialTypeAnalyzer"/> and <see cref="TokensNameAnalyzer"/> report them once.</summary>
    public static void Report(IEnumerable<DeclarationProblem> problems, Action<Diagnostic> report)
    {
        foreach (var problem in problems)
        {
            if (problem.Kind is not (ProblemKind.NotPartial or ProblemKind.TokensName))
                report(Of(problem));
        }
    }

    private static Diagnostic Of(DeclarationProblem problem)
    {
        var location = problem.Where.Locations.FirstOrDefault() ?? Location.None;
        object[] words = [NameOf(problem.Where), .. problem.Words];
        return Diagnostic.Create(Descriptors.Of(problem.Kind), location, words);
    }

    /// <summary>A symbol as a message names it: <c>Shop.Checkout</c>.</summary>
    public static string NameOf(ISymbol symbol) => symbol switch
    {
        IParameterSymbol or INamedTypeSymbol => symbol.Name,
        { ContainingType: { } type } => $"{type.Name}.{symbol.Name}",
        _ => symbol.Name,
    };
}

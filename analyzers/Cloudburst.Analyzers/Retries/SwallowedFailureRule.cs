using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3006: around an operation of ours, a catch of everything that does nothing.</summary>
internal static class SwallowedFailureRule
{
    public static void Analyze(IReadOnlyList<IOperation> operations, ISymbol owner, KnownSymbols symbols, Action<Diagnostic> report)
    {
        foreach (var attempt in operations.OfType<ITryOperation>())
        {
            if (!attempt.Body.Descendants().Any(operation => operation is IInvocationOperation call && symbols.Classify(call) != SdkCall.None))
                continue;
            foreach (var clause in attempt.Catches.Where(clause => clause.Filter is null && IsEverything(clause.ExceptionType, symbols) && DoesNothing(clause.Handler)))
            {
                var keyword = ((CatchClauseSyntax)clause.Syntax).CatchKeyword;
                report(Diagnostic.Create(Descriptors.SwallowedFailure, keyword.GetLocation(), Problems.NameOf(owner)));
            }
        }
    }

    private static bool IsEverything(ITypeSymbol? type, KnownSymbols symbols) => type is null || type.SpecialType == SpecialType.System_Object || type.Is(symbols.Exception);

    // A bare return says what it means; so does anything that logs, counts or remembers.
    private static bool DoesNothing(IBlockOperation handler) => handler.Operations.All(operation => operation is IEmptyOperation);
}

using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB2012: a loop that awaits a read whose key depends on the loop's variable, one turn after the other.</summary>
internal static class ReadPerTurnRule
{
    public static void Analyze(StateAccesses accesses, Action<Diagnostic> report)
    {
        foreach (var read in accesses.All.Where(access => access.IsRead && access.Call.IsAwaited()))
        {
            if (EnclosingLoop(read.Call) is { } loop && DependsOn(read, loop, accesses) && !ChangesState(loop, accesses))
                report(Diagnostic.Create(Descriptors.ReadPerTurn, read.Call.NameLocation(), read.Name));
        }
    }

    private static IForEachLoopOperation? EnclosingLoop(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation { IsAsynchronous: false } loop)
                return loop;
        }
        return null;
    }

    private static bool DependsOn(StateAccess read, IForEachLoopOperation loop, StateAccesses accesses)
    {
        IOperation[] keys = read.Call.Instance is { } handle && read.Call.Arguments.ArgumentOf("key") is null
            ? [handle, accesses.Resolve(handle)]
            : [.. read.Call.Arguments.Where(argument => argument.Parameter?.Name == "key")];
        return keys.SelectMany(key => key.DescendantsAndSelf()).Any(part => part.Variable() is ILocalSymbol local && loop.Locals.Contains(local, SymbolEqualityComparer.Default));
    }

    // A loop that writes may need the order of its turns.
    private static bool ChangesState(IForEachLoopOperation loop, StateAccesses accesses) =>
        accesses.All.Any(access => !access.IsRead && loop.Syntax.Span.Contains(access.Call.Syntax.Span));
}

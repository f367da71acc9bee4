using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB2001: a register is written with something made of what was read from it. CB2002: a change is guarded by a read of the same key.</summary>
internal static class ReadModifyWriteRules
{
    public static void Analyze(StateAccesses accesses, IReadOnlyList<IOperation> operations, Action<Diagnostic> report)
    {
        var reads = accesses.All.Where(access => access is { IsRead: true, Identity: not null }).ToList();
        if (reads.Count == 0)
            return;
        var values = new ReadValues(operations);
        foreach (var write in accesses.All.Where(access => access is { IsRead: false, Identity: not null }))
        {
            var sameKey = reads.Where(read => read.Identity == write.Identity && read.Call.Syntax.SpanStart < write.Call.Syntax.Span.End).ToList();
            if (write is { Kind: "Register", Value: { } value } && sameKey.FirstOrDefault(read => values.DependsOn(value, read.Call)) is { } source)
                report(Diagnostic.Create(Descriptors.ReadModifyWrite, write.Call.NameLocation(), [source.Call.Syntax.GetLocation()], write.Name));
            else if (sameKey.FirstOrDefault(read => IsGuarded(write, read, values)) is { } check)
                report(Diagnostic.Create(Descriptors.CheckThenAct, write.Call.NameLocation(), [check.Call.Syntax.GetLocation()], write.Name, $"'{write.Call.Describe()}'"));
        }
    }

    private static bool IsGuarded(StateAccess write, StateAccess read, ReadValues values)
    {
        IOperation inner = write.Call;
        for (var outer = inner.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer is IConditionalOperation choice && inner != choice.Condition && values.DependsOn(choice.Condition, read.Call))
                return !IsHarmless(write, inner);
            if (outer is IBlockOperation block && IsBehindGuard(block, inner, read, values))
                return !IsHarmless(write, block);
        }
        return false;
    }

    // if (await flag.ReadAsync()) return; ... await flag.RaiseAsync();
    private static bool IsBehindGuard(IBlockOperation block, IOperation statement, StateAccess read, ReadValues values) => block.Operations
        .TakeWhile(earlier => earlier != statement)
        .OfType<IConditionalOperation>()
        .Any(guard => guard.WhenFalse is null && Leaves(guard.WhenTrue) && values.DependsOn(guard.Condition, read.Call));

    private static bool Leaves(IOperation branch) => branch switch
    {
        IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
        _ => false,
    };

    // Raising a raised flag, adding what is there already or deleting what is gone changes nothing, so the check only saves a message - unless more
    // depends on it.
    private static bool IsHarmless(StateAccess write, IOperation scope) =>
        (write.Kind is "Flag" or "SetOf" or "Maximum" || write.Call.TargetMethod.Name == "DeleteAsync")
        && scope.Descendants().OfType<IInvocationOperation>().All(call =>
            call == write.Call || write.Call.Descendants().Contains(call) || call.TargetMethod.Name is "ReadAsync" or "ContainsAsync" or "ConfigureAwait" or "AsTask"
            || KnownSymbols.IsStateClass(call.TargetMethod.ContainingType));
}

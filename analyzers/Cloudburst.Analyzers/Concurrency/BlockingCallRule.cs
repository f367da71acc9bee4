using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4001: a thread that waits. A task that was awaited before, or is asked whether it has completed, does not block.</summary>
internal sealed class BlockingCallRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.BlockingCall;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { Type: { } type } task } when symbols.IsTask(type) && !IsKnownComplete(operation, task) =>
            $"{type.Name}.Result",
        IInvocationOperation call => Find(call, symbols),
        _ => null,
    };

    private static string? Find(IInvocationOperation call, KnownSymbols symbols)
    {
        var method = call.TargetMethod;
        if (method.Name == "GetResult" && call.Instance?.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaited })
        {
            var task = awaited.UnwrapTask();
            return symbols.IsTask(task.Type) && !IsKnownComplete(call, task) ? "GetAwaiter().GetResult" : null;
        }
        if (method.Name == "Wait" && call.Instance is { } waited && symbols.IsTask(waited.Type))
            return IsKnownComplete(call, waited) ? null : "Task.Wait";
        if (method.Name is "WaitAll" or "WaitAny" && method.ContainingType.Is(symbols.Task))
            return $"Task.{method.Name}";
        return method.Is(symbols.Thread, "Sleep") ? "Thread.Sleep" : null;
    }

    // Text order stands in for control flow: an await that comes first in the text is almost always one that runs first.
    private static bool IsKnownComplete(IOperation operation, IOperation task)
    {
        var variable = task.Variable();
        if (task.Unwrap() is IInvocationOperation)
            return false;
        IOperation root = operation;
        while (root.Parent is not null)
            root = root.Parent;
        return root.DescendantsAndSelf().Any(other => other.Syntax.SpanStart < operation.Syntax.SpanStart && other switch
        {
            // Tasks that were awaited together are read one by one afterwards, often in a lambda or a loop.
            IAwaitOperation { Operation: var awaited } when awaited.UnwrapTask() is IInvocationOperation { TargetMethod.Name: "WhenAll" } => true,
            IAwaitOperation awaiting => awaiting.DescendantsAndSelf().Any(part => Refers(part, variable)),
            IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", Instance: { } asked } => Refers(asked, variable),
            _ => false,
        });
    }

    private static bool Refers(IOperation operation, ISymbol? variable) => variable is not null && SymbolEqualityComparer.Default.Equals(operation.Variable(), variable);
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4009: a lock around state. It excludes the other functions of one process, and the state is shared by all.</summary>
internal sealed class ProcessLockRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.ProcessLock;

    public override bool FollowsHelpers => false;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        ILockOperation locked when TouchesState(locked.Body, symbols) => "lock",
        IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAsync" } method } call
            when method.ContainingType.Is(symbols.SemaphoreSlim) && OutlivesTheCall(call.Instance) && TouchesStateAfter(call, symbols) => "SemaphoreSlim",
        _ => null,
    };

    // A static member, or one of the object that an instance function shares with all other calls.
    private static bool OutlivesTheCall(IOperation? gate) => gate?.Unwrap() switch
    {
        IFieldReferenceOperation field => field.Field.IsStatic || IsOwn(field.Instance),
        IPropertyReferenceOperation property => property.Property.IsStatic || IsOwn(property.Instance),
        _ => false,
    };

    private static bool IsOwn(IOperation? instance) => instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    private static bool TouchesStateAfter(IOperation operation, KnownSymbols symbols)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IBlockOperation block)
                return block.Operations.Any(statement => statement.Syntax.SpanStart > operation.Syntax.SpanStart && TouchesState(statement, symbols));
        }
        return false;
    }

    private static bool TouchesState(IOperation operation, KnownSymbols symbols) => operation.DescendantsAndSelf().Any(part =>
        part is IInvocationOperation { TargetMethod: var method }
        && (symbols.IsHandle(method.ContainingType) || method.ContainingType.Is(symbols.StateStore)
            || method.ContainingType.Is(symbols.Context) && method.Name is "GetAsync" or "PutAsync" or "DeleteAsync"));
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4005: work that nobody waits for, and that goes on when the function has returned.</summary>
internal sealed class OutlivingWorkRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.OutlivingWork;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } call when IsStart(method, symbols) && call.IsDiscarded() => $"{method.ContainingType.Name}.{method.Name}",
        IInvocationOperation { TargetMethod: { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" } method } when method.ContainingType.Is(symbols.ThreadPool) =>
            $"ThreadPool.{method.Name}",
        IObjectCreationOperation { Type: { } type } when type.Is(symbols.Thread) => "new Thread",
        IObjectCreationOperation { Type: { } type } when symbols.Timers.Any(type.Is) => "new Timer",
        _ => null,
    };

    private static bool IsStart(IMethodSymbol method, KnownSymbols symbols) =>
        method.Is(symbols.Task, "Run") || method.Is(symbols.TaskFactory, "StartNew");
}

namespace Cloudburst.Executor.Runs;

/// <summary>What runs on a worker, and on whose behalf.</summary>
internal interface IWork : IThreadPoolWorkItem
{
    /// <summary>For whom.</summary>
    Caller Caller { get; }
}

/// <summary>For whom something runs: those of one client wait for each other, and not for those of another.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Priority">How urgent the client says it is.</param>
internal readonly record struct Caller(ulong Client, CallPriority Priority);

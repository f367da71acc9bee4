using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// What became of one request that was called with <see cref="CallOptions.TraceName"/>, as its scheduler and executors saw it. Times are by the clocks of the machines that they were
/// taken on, which may differ.
/// </summary>
/// <param name="RequestId">The request.</param>
/// <param name="Target">The function or the DAG that it called.</param>
/// <param name="Scheduler">The scheduler that took it.</param>
/// <param name="Dag">The DAG that ran, of one node for a function; <see langword="null"/> when it was never placed.</param>
/// <param name="Arrived">When it came to the scheduler.</param>
/// <param name="Ended">When it was answered; <see langword="null"/> while it runs.</param>
/// <param name="Error">What its caller was told, if it failed.</param>
/// <param name="Attempts">Its tries, in order.</param>
/// <param name="Runs">The functions that ran, in the order of their start; not those that still do.</param>
/// <param name="Dropped">How many more ran than are kept.</param>
[DebuggerDisplay("{Target,nq}, {Attempts.Count} attempts, {Runs.Count} runs")]
public sealed record CloudburstTrace(
    string RequestId, string Target, string Scheduler, DagShape? Dag, DateTimeOffset Arrived, DateTimeOffset? Ended, string? Error,
    IReadOnlyList<CloudburstTraceAttempt> Attempts, IReadOnlyList<CloudburstTraceRun> Runs, int Dropped);

/// <summary>One try at a request.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Began">When it was placed.</param>
/// <param name="Executors">Where: those that had a part in it.</param>
/// <param name="Failure">Why it was given up; <see langword="null"/> for the one that was answered.</param>
[DebuggerDisplay("{Number}: {Failure,nq}")]
public sealed record CloudburstTraceAttempt(int Number, DateTimeOffset Began, IReadOnlyList<string> Executors, string? Failure);

/// <summary>One run of one function.</summary>
/// <param name="Attempt">The try that it belongs to.</param>
/// <param name="Node">The node's label in the DAG.</param>
/// <param name="Function">The function.</param>
/// <param name="Element">Which element of a list that it is mapped over, from 0; <see langword="null"/> where it is called once.</param>
/// <param name="ExecutorId">The executor.</param>
/// <param name="NodeId">Its machine.</param>
/// <param name="Started">When a worker took it up.</param>
/// <param name="Preparing">How long its arguments and state were read, and its turn and its object waited for.</param>
/// <param name="Running">How long the function itself ran.</param>
/// <param name="Storing">How long its writes took to be durable after that; the commit of a transaction is the request's and of no function.</param>
/// <param name="KeysRead">How many keys it read, as arguments, as state parameters and by itself.</param>
/// <param name="KeysFetched">How many of them the machine's cache had to fetch from the store; the others were there.</param>
/// <param name="BytesRead">The size of what was read.</param>
/// <param name="Error">What it failed with.</param>
[DebuggerDisplay("{Node,nq} on {ExecutorId,nq}: {Running}")]
public sealed record CloudburstTraceRun(
    int Attempt, string Node, string Function, int? Element, string ExecutorId, string NodeId, DateTimeOffset Started, TimeSpan Preparing, TimeSpan Running, TimeSpan Storing,
    int KeysRead, int KeysFetched, long BytesRead, string? Error);

using System.Diagnostics;

namespace Cloudburst;

/// <summary>What one scheduler sees of the system.</summary>
/// <param name="Scheduler">The scheduler itself.</param>
/// <param name="Executors">The executors that are attached to it, ordered by name.</param>
/// <param name="Caches">The machines' caches that report to it, ordered by machine.</param>
/// <param name="Store">The store as it reaches it.</param>
public sealed record CloudburstStatus(
    CloudburstSchedulerStatus Scheduler, IReadOnlyList<CloudburstExecutorStatus> Executors, IReadOnlyList<CloudburstCacheStatus> Caches, CloudburstStoreStatus Store);

/// <summary>A scheduler.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version of Cloudburst that it runs.</param>
/// <param name="Started">When it started.</param>
/// <param name="InFlight">Requests that it has not answered yet.</param>
[DebuggerDisplay("{Id,nq} {Version,nq}, {InFlight} in flight")]
public sealed record CloudburstSchedulerStatus(string Id, string Version, DateTimeOffset Started, int InFlight);

/// <summary>An executor, with the load that it reported last.</summary>
/// <param name="Id">Its name.</param>
/// <param name="NodeId">The machine whose cache it shares.</param>
/// <param name="Address">Where its peers reach it.</param>
/// <param name="Version">The version of Cloudburst that it runs.</param>
/// <param name="Workers">Invocations that it runs at a time.</param>
/// <param name="Functions">How many functions it has.</param>
/// <param name="InFlight">Requests that this scheduler has placed on it and that have not ended.</param>
/// <param name="Queued">Invocations that wait for a worker.</param>
/// <param name="Utilization">The share of the last second in which its workers were busy, 0 to 1.</param>
/// <param name="IsDraining">Whether it takes no new requests because it leaves.</param>
/// <param name="HasCache">Whether it reaches its machine's cache.</param>
[DebuggerDisplay("{Id,nq} on {NodeId,nq}, {InFlight} in flight")]
public sealed record CloudburstExecutorStatus(
    string Id, string NodeId, string Address, string Version, int Workers, int Functions, int InFlight, int Queued, double Utilization, bool IsDraining, bool HasCache);

/// <summary>The cache of one machine.</summary>
/// <param name="NodeId">The machine.</param>
/// <param name="Keys">How many keys it holds.</param>
/// <param name="Bytes">The size of their values.</param>
[DebuggerDisplay("{NodeId,nq}, {Keys} keys")]
public sealed record CloudburstCacheStatus(string NodeId, long Keys, long Bytes);

/// <summary>The store as a scheduler reaches it.</summary>
/// <param name="IsReachable">Whether a read was answered.</param>
/// <param name="Problem">Why not, in one sentence; <see langword="null"/> when it was.</param>
/// <param name="ReadTime">How long the read took; zero when it was not answered.</param>
[DebuggerDisplay("reachable: {IsReachable}")]
public sealed record CloudburstStoreStatus(bool IsReachable, string? Problem, TimeSpan ReadTime);

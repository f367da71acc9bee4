namespace Cloudburst.Cache;

/// <summary>What a cache holds at one moment.</summary>
/// <param name="Keys">Keys in the table, those that are only waited for or written included.</param>
/// <param name="Bytes">Bytes of keys, values and their bookkeeping.</param>
/// <param name="PendingWrites">Writes that were accepted and that the store does not have yet.</param>
/// <param name="TrackedRequests">Requests with such writes, or with a failure that they have not asked for.</param>
/// <param name="Sessions">Running sessions that snapshots are kept for.</param>
public readonly record struct NodeCacheStatistics(int Keys, long Bytes, int PendingWrites, int TrackedRequests, int Sessions);

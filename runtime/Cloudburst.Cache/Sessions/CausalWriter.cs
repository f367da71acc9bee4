using System.Text;
using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Sessions;

/// <summary>
/// Writes registers at the causal levels. A version goes to the store first and is shown here afterwards, so nobody can depend on what the store might not get. This
/// cache's versions of one key are named and stored one batch after the other: whoever has seen one has seen those before it.
/// </summary>
internal sealed class CausalWriter(
    IKeyValueStore store, VersionMerger merger, CacheTable table, HybridClock clock, NodeCacheOptions options, TimeProvider time)
{
    /// <summary>How often a write starts again after a deletion of its key.</summary>
    private const int MaxRestarts = 16;

    /// <summary>Versions stored together at most: far fewer than a key can hold side by side.</summary>
    private const int MaxBatch = 64;

    private readonly Dictionary<string, Queue<Waiting>> _queues = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Writes, and returns when the version is in the store.</summary>
    public async Task<(CacheDone? Done, ErrorInfo? Error)> WriteAsync(CausalWrite write)
    {
        if (CacheErrors.ProblemWithKey(write.Key) is { } problem)
            return (null, problem);
        // Before it is among others, whose writes it must not spoil.
        if (write.Payload.Length > options.MaxValueBytes)
            return (null, CacheErrors.TooLarge(write.Key, write.Payload.Length, options.MaxValueBytes));
        if (write.WhatCase == CausalWrite.WhatOneofCase.None || write.Consistency is < ConsistencyLevel.SingleKeyCausal or > ConsistencyLevel.Causal)
            return (null, CacheErrors.UnknownLevel((int)write.Consistency));
        Waiting waiting;
        try
        {
            waiting = new Waiting(write, BasisOf(write));
        }
        catch (Exception error) when (error is LatticeFormatException or LatticeTypeMismatchException)
        {
            return (null, CacheErrors.DamagedSession(error.Message));
        }

        bool isFirst;
        lock (_gate)
        {
            isFirst = !_queues.TryGetValue(write.Key, out var queue);
            if (isFirst)
                _queues[write.Key] = queue = new Queue<Waiting>();
            queue!.Enqueue(waiting);
        }

        if (isFirst)
            await DrainAsync(write.Key).ConfigureAwait(false);
        return await waiting.Answer.Task.ConfigureAwait(false);
    }

    /// <summary>Stores what waits for a key, batch by batch, until nothing does.</summary>
    private async Task DrainAsync(string key)
    {
        while (true)
        {
            Waiting[] batch;
            lock (_gate)
            {
                var queue = _queues[key];
                if (queue.Count == 0)
                {
                    _queues.Remove(key);
                    return;
                }

                // Versions with and without dependencies are different lattices, and join only in the store's judgement.
                var first = queue.Peek();
                var together = queue.TakeWhile(waiting => waiting.IsSingleKey == first.IsSingleKey).Take(MaxBatch).Count();
                batch = new Waiting[together];
                for (var i = 0; i < together; i++)
                    batch[i] = queue.Dequeue();
            }

            await StoreAsync(key, batch).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(string key, Waiting[] batch)
    {
        ErrorInfo? failure;
        try
        {
            failure = await StoreWithinAsync(key, batch).ConfigureAwait(false);
        }
        catch (KvsException error)
        {
            failure = CacheErrors.OfStore(error, key);
        }
        catch (TimeoutException)
        {
            failure = CacheErrors.StoreSilent(key, options.StoreTimeout);
        }
        catch (ClockDriftException error)
        {
            failure = CacheErrors.Drift(key, error);
        }
#pragma warning disable CA1031 // Every writer of the batch must be answered.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = CacheErrors.Unexpected(error);
        }

        foreach (var waiting in batch)
            waiting.Answer.TrySetResult(failure is null ? (waiting.Done, null) : (null, failure));
    }

    private async Task<ErrorInfo?> StoreWithinAsync(string key, Waiting[] batch)
    {
        var epoch = Stamp.Zero;
        for (var i = 0; i < MaxRestarts; i++)
        {
            var joined = ReadOnlyMemory<byte>.Empty;
            foreach (var waiting in batch)
            {
                var capsule = Encode(waiting, epoch);
                if (capsule.Length > options.MaxValueBytes)
                    return CacheErrors.TooLarge(key, capsule.Length, options.MaxValueBytes);
                joined = Join(joined, capsule);
            }

            var outcome = await store.JoinAsync(key, joined).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
            if (outcome.Status != JoinStatus.Deleted)
            {
                merger.ApplyWrite(key, UnsafeByteOperations.UnsafeWrap(joined));
                table.Tidy();
                return null;
            }

            // The key was deleted by other means; what is written after that belongs to its new life.
            clock.Observe(outcome.Epoch);
            epoch = outcome.Epoch;
        }

        return CacheErrors.DeletedWhileWritten(key);
    }

    private byte[] Encode(Waiting waiting, Stamp epoch)
    {
        var stamp = clock.Next();
        var write = waiting.Write;
        var version = waiting.Basis.Context.With(new Dot(stamp.NodeId, stamp.HybridTime));
        waiting.Done = new CacheDone { Cache = options.PeerAddress, Version = UnsafeByteOperations.UnsafeWrap(Capsule.Encode(version)) };
        return CausalWrites.Encode(
            (SessionLevel)write.Consistency, stamp, waiting.Basis,
            write.WhatCase == CausalWrite.WhatOneofCase.Deletion ? default(ReadOnlyMemory<byte>?) : write.Payload.Memory, options.Causal, epoch);
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> joined, byte[] capsule)
    {
        if (joined.IsEmpty)
            return capsule;
        var result = CapsuleMerge.Join(UnsafeByteOperations.UnsafeWrap(joined), UnsafeByteOperations.UnsafeWrap(capsule), out var both);
        return result is JoinResult.Merged or JoinResult.TakeIncoming
            ? both.Memory
            : throw new InvalidOperationException($"Two versions written here could not be joined: {result}");
    }

    private static CausalBasis BasisOf(CausalWrite write)
    {
        var context = write.Context.IsEmpty ? VectorClock.Bottom : Capsule.Decode<VectorClock>(write.Context.Memory);
        return new CausalBasis(context, DependencySet.Of(write.Dependencies.Select(
            static dependency => new Dependency(Encoding.UTF8.GetBytes(dependency.Key), Capsule.Decode<VectorClock>(dependency.Version.Memory)))));
    }

    private sealed class Waiting(CausalWrite write, CausalBasis basis)
    {
        public CausalWrite Write => write;

        public bool IsSingleKey => write.Consistency == ConsistencyLevel.SingleKeyCausal;

        public CausalBasis Basis => basis;

        public CacheDone? Done { get; set; }

        public TaskCompletionSource<(CacheDone? Done, ErrorInfo? Error)> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

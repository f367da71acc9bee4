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
    IKeyValueStore store, VersionMerger merger, FreshReader fresh, CacheTable table, HybridClock clock, NodeCacheOptions options, TimeProvider time)
{
    /// <summary>How often a write starts again after a deletion of its key.</summary>
    private const int MaxRestarts = 16;

    /// <summary>Versions stored together at most: far fewer than a key can hold side by side.</summary>
    private const int MaxBatch = 64;

    private readonly RememberedWrites _remembered = new();
    private readonly Dictionary<string, Queue<Waiting>> _queues = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    // A clock that names a version of a replica says that those before it were seen. One that may be missing in the copy here ends the replica.
    private ulong _replica = clock.NodeId;

    /// <summary>Writes, and returns when the version is in the store; asked again for a write that is known it gives the same answer.</summary>
    /// <param name="write">The write.</param>
    /// <param name="repeated">Whether the write may have been done already, here or by a cache that stood here before.</param>
    public Task<(CacheDone? Done, ErrorInfo? Error)> WriteAsync(CausalWrite write, bool repeated) =>
        write.Operation == 0 ? WriteNowAsync(write, repeated) : _remembered.OnceAsync(write.Operation, () => WriteNowAsync(write, repeated));

    private async Task<(CacheDone? Done, ErrorInfo? Error)> WriteNowAsync(CausalWrite write, bool repeated)
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
        catch (LatticeFormatException error)
        {
            return (null, CacheErrors.DamagedSession(error.Message));
        }

        // It was asked for already, and not of this process.
        if (repeated && await RecogniseAsync(waiting).ConfigureAwait(false) is { } outcome)
            return outcome;

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

    /// <summary>Looks in the store for a write whose answer was lost.</summary>
    /// <returns>Null when it was never made.</returns>
    private async Task<(CacheDone? Done, ErrorInfo? Error)?> RecogniseAsync(Waiting waiting)
    {
        var (entries, error) = await fresh.ReadAsync([waiting.Write.Key]).ConfigureAwait(false);
        if (error is not null)
            return (null, error);
        try
        {
            var found = CausalWrites.Recognise(entries[0].Capsule, waiting.Basis, waiting.Payload, options.Causal);
            return found.Kind switch
            {
                WriteTraceKind.Found => (DoneOf(found.Version), null),
                WriteTraceKind.None => null,
                _ => (null, CacheErrors.ChangeUnknown(waiting.Write.Key)),
            };
        }
        catch (LatticeFormatException damaged)
        {
            return (null, CacheErrors.OfCausalRead(
                new CausalReadProblem(CausalReadProblemKind.Damaged, waiting.Write.Key, LatticeTag.MultiKeyCausal, damaged.Message), waiting.Write.Consistency));
        }
    }

    private CacheDone DoneOf(Dot version) =>
        new() { Cache = options.PeerAddress, Version = UnsafeByteOperations.UnsafeWrap(CausalContext.Empty.With(version).Encode()) };

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
        catch (KvsException error) when (error.Error == KvsError.TooManySiblings && batch.Length > 1)
        {
            // Some of them may replace what is there, or fit beside it.
            foreach (var waiting in batch)
                await StoreAsync(key, [waiting]).ConfigureAwait(false);
            return;
        }
        catch (KvsException error)
        {
            failure = CacheErrors.OfStore(error, key);
            if (error.IsTransient)
                EndReplica();
        }
        catch (TimeoutException)
        {
            failure = CacheErrors.StoreSilent(key, options.StoreTimeout);
            EndReplica();
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
            EndReplica();
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
                await ShowAsync(key, batch, joined).ConfigureAwait(false);
                return null;
            }

            // The key was deleted by other means; what is written after that belongs to its new life.
            clock.Observe(outcome.Epoch);
            epoch = outcome.Epoch;
        }

        return CacheErrors.DeletedWhileWritten(key);
    }

    /// <summary>
    /// Shows what was written, on a copy of the key that lacks nothing before what it names. What a session wrote through another cache may have come after versions that this one
    /// has not heard of; then the store has them all.
    /// </summary>
    private async ValueTask ShowAsync(string key, Waiting[] batch, ReadOnlyMemory<byte> joined)
    {
        if (!Array.Exists(batch, waiting => waiting.FollowsOtherCaches(Volatile.Read(ref _replica))))
        {
            merger.ApplyWrite(key, UnsafeByteOperations.UnsafeWrap(joined));
            table.Tidy();
            return;
        }

        // It is stored: if it can't be shown now, whoever must see it reads it from the store.
        if ((await fresh.ReadAsync([key]).ConfigureAwait(false)).Error is not null)
            EndReplica();
    }

    private void EndReplica() => Volatile.Write(ref _replica, (ulong)Random.Shared.NextInt64());

    private byte[] Encode(Waiting waiting, Stamp epoch)
    {
        var stamp = new Stamp(clock.Next().HybridTime, Volatile.Read(ref _replica));
        waiting.Done = DoneOf(new Dot(stamp.NodeId, stamp.HybridTime));
        return CausalWrites.Encode((SessionLevel)waiting.Write.Consistency, stamp, waiting.Basis, waiting.Payload, options.Causal, epoch);
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
        var context = write.Context.IsEmpty ? CausalContext.Empty : CausalContext.Decode(write.Context.Memory);
        return new CausalBasis(context, DependencySet.Of(write.Dependencies.Select(
            static dependency => new Dependency(Encoding.UTF8.GetBytes(dependency.Key), CausalContext.Decode(dependency.Version.Memory).Cover))));
    }

    private sealed class Waiting(CausalWrite write, CausalBasis basis)
    {
        public CausalWrite Write => write;

        public bool IsSingleKey => write.Consistency == ConsistencyLevel.SingleKeyCausal;

        public CausalBasis Basis => basis;

        /// <summary>Null for a deletion.</summary>
        public ReadOnlyMemory<byte>? Payload => write.WhatCase == CausalWrite.WhatOneofCase.Deletion ? default(ReadOnlyMemory<byte>?) : write.Payload.Memory;

        /// <summary>Whether the session has written the key through another cache and not read it since.</summary>
        public bool FollowsOtherCaches(ulong own)
        {
            foreach (var dot in basis.Context.Beyond)
            {
                if (dot.Replica != own)
                    return true;
            }

            return false;
        }

        public CacheDone? Done { get; set; }

        public TaskCompletionSource<(CacheDone? Done, ErrorInfo? Error)> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

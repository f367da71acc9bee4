using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>The store as a process sees it that dies after some calls: from then on it does nothing any more, and hears nothing.</summary>
internal sealed class DyingStore(IKeyValueStore inner, int callsLeft) : IKeyValueStore
{
    private int _callsLeft = callsLeft;

    public bool IsDead => Volatile.Read(ref _callsLeft) < 0;

    public ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default) => Alive(() => inner.GetAsync(key, cancellationToken));

    public ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Alive(() => inner.GetManyAsync(keys, cancellationToken));

    public ValueTask<JoinOutcome> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        Alive(() => inner.JoinAsync(key, capsule, timeToLive, cancellationToken));

    public ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default) =>
        Alive(() => inner.JoinManyAsync(writes, cancellationToken));

    public ValueTask<JoinOutcome> DeleteAsync(string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default) =>
        Alive(() => inner.DeleteAsync(key, stamp, retention, cancellationToken));

    public ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default) =>
        Alive(() => inner.GetVersionedAsync(key, cancellationToken));

    public ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default) =>
        Alive(() => inner.CompareAndSetAsync(key, expected, capsule, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<T> Alive<T>(Func<ValueTask<T>> call) => Interlocked.Decrement(ref _callsLeft) >= 0
        ? call()
        : throw new KvsException(KvsError.Closed, "This process is dead because a test says so.");
}

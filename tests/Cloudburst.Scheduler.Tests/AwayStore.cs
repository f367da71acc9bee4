using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Scheduler.Tests;

/// <summary>A store that can't be reached for a while.</summary>
internal sealed class AwayStore(IKeyValueStore inner) : IKeyValueStore
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAway { get; set; }

    /// <summary>Completes when somebody was refused.</summary>
    public Task Asked => _asked.Task;

    public ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default) => Reached().GetAsync(key, cancellationToken);

    public ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) => Reached().GetManyAsync(keys, cancellationToken);

    public ValueTask<JoinOutcome> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        Reached().JoinAsync(key, capsule, timeToLive, cancellationToken);

    public ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default) => Reached().JoinManyAsync(writes, cancellationToken);

    public ValueTask<JoinOutcome> DeleteAsync(string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default) =>
        Reached().DeleteAsync(key, stamp, retention, cancellationToken);

    public ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default) => Reached().GetVersionedAsync(key, cancellationToken);

    public ValueTask<CompareAndSetOutcome> CompareAndSetAsync(string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default) =>
        Reached().CompareAndSetAsync(key, expected, capsule, cancellationToken);

    public ValueTask DisposeAsync() => default;

    private IKeyValueStore Reached()
    {
        if (!IsAway)
            return inner;
        _asked.TrySetResult();
        throw new KvsException(KvsError.Unreachable, "The store is away.");
    }
}

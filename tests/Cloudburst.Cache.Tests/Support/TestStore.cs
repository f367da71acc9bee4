using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>The real embedded store, with its calls counted, failed or held back on demand.</summary>
internal sealed class TestStore(IKeyValueStore inner) : IKeyValueStore
{
    private int _reads;
    private int _writes;
    private volatile TaskCompletionSource? _readGate;
    private volatile TaskCompletionSource? _writeGate;
    private volatile TaskCompletionSource? _answerGate;

    /// <summary>Whether every call fails as if the store were away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Round trips that read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Round trips that write.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public void HoldReads() => _readGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseReads() => Interlocked.Exchange(ref _readGate, null)?.SetResult();

    public void HoldWrites() => _writeGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseWrites() => Interlocked.Exchange(ref _writeGate, null)?.SetResult();

    /// <summary>Lets joins through and holds the store's answers to them back.</summary>
    public void HoldAnswers() => _answerGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseAnswers() => Interlocked.Exchange(ref _answerGate, null)?.SetResult();

    public async ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var found = await BeforeReadAsync(() => inner.GetAsync(key, cancellationToken));
        return found;
    }

    public async ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        await BeforeReadAsync(() => inner.GetManyAsync(keys, cancellationToken));

    public async ValueTask<JoinOutcome> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        await BeforeWriteAsync();
        var outcome = await inner.JoinAsync(key, capsule, timeToLive, cancellationToken);
        if (_answerGate is { } gate)
            await gate.Task;
        return outcome;
    }

    public async ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default)
    {
        await BeforeWriteAsync();
        return await inner.JoinManyAsync(writes, cancellationToken);
    }

    public async ValueTask<JoinOutcome> DeleteAsync(string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default)
    {
        await BeforeWriteAsync();
        return await inner.DeleteAsync(key, stamp, retention, cancellationToken);
    }

    public ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default) =>
        inner.GetVersionedAsync(key, cancellationToken);

    public ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default) =>
        inner.CompareAndSetAsync(key, expected, capsule, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Reads first and waits then: what is held back is an answer from before whatever happens meanwhile.
    private async Task<T> BeforeReadAsync<T>(Func<ValueTask<T>> read)
    {
        Interlocked.Increment(ref _reads);
        FailIfAway();
        var found = await read();
        if (_readGate is { } gate)
            await gate.Task;
        return found;
    }

    private async Task BeforeWriteAsync()
    {
        Interlocked.Increment(ref _writes);
        if (_writeGate is { } gate)
            await gate.Task;
        FailIfAway();
    }

    private void FailIfAway()
    {
        if (IsAway)
            throw new KvsException(KvsError.Unreachable, "The store is away because a test says so; wait for the test.");
    }
}

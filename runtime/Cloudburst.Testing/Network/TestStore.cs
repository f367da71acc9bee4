using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Testing.Network;

/// <summary>The store behind the test's network. Its owner is the system: disposing this does nothing.</summary>
internal sealed class TestStore(TestNetwork network, string from, IKeyValueStore store, TimeProvider time) : IKeyValueStore
{
    public async ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.GetManyAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<JoinOutcome> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.JoinAsync(key, capsule, timeToLive, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.JoinManyAsync(writes, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<JoinOutcome> DeleteAsync(string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeleteAsync(key, stamp, retention, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.GetVersionedAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return await store.CompareAndSetAsync(key, expected, capsule, cancellationToken).ConfigureAwait(false);
    }

    public IKeyValueStore WithDurability(WriteDurability durability) => new TestStore(network, from, store.WithDurability(durability), time);

    public ValueTask DisposeAsync() => default;

    /// <summary>Waits as long as a message to the store takes.</summary>
    /// <exception cref="KvsException">Nothing gets through.</exception>
    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        var state = network.Find(from, TestNetwork.Store);
        if (state.IsClean)
            return;
        if (state.Delay > TimeSpan.Zero)
            await Task.Delay(state.Delay, time, cancellationToken).ConfigureAwait(false);
        if (state.IsCut || state.IsSilent || (state.Loss > 0 && network.Draw(state.Loss)))
            throw new KvsException(KvsError.Unreachable, $"The test's network lets nothing through between {from} and the store; call TestNetwork.Heal() to mend it");
    }
}

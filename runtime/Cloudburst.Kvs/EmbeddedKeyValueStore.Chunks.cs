using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Garnet;

namespace Cloudburst.Kvs;

// Values in chunks.
public sealed partial class EmbeddedKeyValueStore : IPieceStore
{
    Task<KvsEntry> IPieceStore.GetPieceAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Read(key));

    Task<JoinOutcome> IPieceStore.JoinPieceAsync(KvsWrite write, CancellationToken cancellationToken) =>
        Committed(Join(write), cancellationToken).AsTask();

    Task IPieceStore.RemovePieceAsync(string key, CancellationToken cancellationToken)
    {
        var session = _sessions.Rent();
        try
        {
            session.Request.WriteArrayHeader(2);
            session.Request.WriteBulk("DEL"u8);
            session.Request.WriteKey(key);
            session.Execute();
        }
        finally
        {
            _sessions.Return(session);
        }

        return Task.CompletedTask;
    }

    private async Task<VersionedEntry> GetVersionedChunkedAsync(string key, KvsEntry entry, CancellationToken cancellationToken)
    {
        while (ChunkManifest.TryRead(entry.Capsule.Span, out var manifest))
        {
            // The version belongs to the manifest, so the chunks must be those of this one and no later one's.
            var whole = await _chunked.ResolveAsync(key, entry, cancellationToken).ConfigureAwait(false);
            if (manifest.Describes(whole.Capsule.Span))
                return new VersionedEntry(whole, ContentVersion.Of(entry.Capsule.Span));
            entry = Read(key);
        }

        return new VersionedEntry(entry, ContentVersion.Of(entry.Capsule.Span));
    }

    private async Task<KvsEntry[]> ResolveAllAsync(IReadOnlyList<string> keys, KvsEntry[] entries, CancellationToken cancellationToken)
    {
        for (var i = 0; i < entries.Length; i++)
            entries[i] = await _chunked.ResolveAsync(keys[i], entries[i], cancellationToken).ConfigureAwait(false);
        return entries;
    }

    private async Task<JoinOutcome> JoinChunkedAsync(KvsWrite write, CancellationToken cancellationToken)
    {
        var (manifest, small) = await _chunked.WriteChunksAsync(write.Key, write.Capsule, write.TimeToLive, cancellationToken).ConfigureAwait(false);
        var outcome = await Committed(Join(write with { Capsule = small }), cancellationToken).ConfigureAwait(false);
        if (outcome.Status != JoinStatus.Changed)
            await _chunked.RemoveUnusedAsync(write.Key, manifest, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    private async Task<JoinOutcome[]> JoinOneByOneAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken)
    {
        var outcomes = new JoinOutcome[writes.Count];
        KvsException? failure = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            try
            {
                outcomes[i] = await JoinAsync(writes[i].Key, writes[i].Capsule, writes[i].TimeToLive, cancellationToken).ConfigureAwait(false);
            }
            catch (KvsException e)
            {
                failure ??= e;
            }
        }

        return failure is null ? outcomes : throw failure;
    }

    private async Task<CompareAndSetOutcome> SwapChunkedAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken)
    {
        var (manifest, small) = await _chunked.WriteChunksAsync(key, capsule, timeToLive: null, cancellationToken).ConfigureAwait(false);
        var outcome = await Committed(Swap(key, expected, small), cancellationToken).ConfigureAwait(false);
        if (!outcome.Swapped)
            await _chunked.RemoveUnusedAsync(key, manifest, cancellationToken).ConfigureAwait(false);
        return outcome;
    }
}

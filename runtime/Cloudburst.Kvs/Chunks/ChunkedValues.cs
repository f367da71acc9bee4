using System.Buffers;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Chunks;

/// <summary>
/// Registers that are too large for one piece. Their chunks are written first and few at a time, then a <see cref="ChunkManifest"/> is joined under
/// the key: readers see the old value or the new one, and neither side's memory grows with more than the value and a few chunks.
/// </summary>
/// <remarks>
/// The server removes the chunks of a value that is replaced; a writer removes its own when it lost against a newer value. A writer that dies in between
/// leaves chunks behind that nobody reads; writing the same value again takes them up.
/// </remarks>
internal sealed class ChunkedValues(IPieceStore pieces, int chunkBytes)
{
    private const int ChunksInFlight = 8;
    private const int ReadAttempts = 5;

    /// <summary>Chunks of an expiring value outlive it, so that no reader finds it torn.</summary>
    private static readonly TimeSpan TimeToLiveMargin = TimeSpan.FromMinutes(1);

    /// <summary>Whether a capsule goes to the store in chunks.</summary>
    public bool Applies(ReadOnlySpan<byte> capsule) =>
        capsule.Length > Capsule.LwwPayloadOffset
        && capsule[1] == (byte)LatticeTag.LastWriterWins
        && (capsule.Length > chunkBytes || ChunkManifest.IsManifest(capsule))
        && Capsule.TryValidate(capsule, out _);

    /// <summary>Writes the chunks.</summary>
    /// <returns>The manifest, and its capsule to be joined under the key.</returns>
    public async Task<(ChunkManifest Manifest, byte[] Capsule)> WriteChunksAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var stamp = Capsule.EpochOf(capsule.Span);
        var manifest = ChunkManifest.For(key, capsule.Span, chunkBytes);
        await Parallel.ForAsync(
            0,
            manifest.Chunks,
            new ParallelOptions { MaxDegreeOfParallelism = ChunksInFlight, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var start = i * chunkBytes;
                var chunk = capsule.Slice(start, Math.Min(chunkBytes, capsule.Length - start));
                var piece = new ArrayBufferWriter<byte>(chunk.Length + Capsule.LwwPayloadOffset);
                Capsule.WriteLww(piece, stamp, chunk.Span);
                await pieces.JoinPieceAsync(
                    new KvsWrite(manifest.KeyOf(i), piece.WrittenMemory, timeToLive + TimeToLiveMargin), token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return (manifest, manifest.Encode(stamp));
    }

    /// <summary>Removes chunks that were written in vain, unless they are what the key holds.</summary>
    public async Task RemoveUnusedAsync(string key, ChunkManifest manifest, CancellationToken cancellationToken)
    {
        var stored = await pieces.GetPieceAsync(key, cancellationToken).ConfigureAwait(false);
        if (ChunkManifest.TryRead(stored.Capsule.Span, out var current) && current == manifest)
            return;
        for (var i = 0; i < manifest.Chunks; i++)
            await pieces.RemovePieceAsync(manifest.KeyOf(i), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The value that an entry stands for: itself, or what its chunks are put together to.</summary>
    public ValueTask<KvsEntry> ResolveAsync(string key, KvsEntry entry, CancellationToken cancellationToken) =>
        ChunkManifest.IsManifest(entry.Capsule.Span) ? new(ReadAsync(key, entry, cancellationToken)) : new(entry);

    private async Task<KvsEntry> ReadAsync(string key, KvsEntry entry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!ChunkManifest.TryRead(entry.Capsule.Span, out var manifest))
                return ChunkManifest.IsManifest(entry.Capsule.Span) ? throw KvsException.Incomplete(key) : entry;
            if (await ReadChunksAsync(manifest, cancellationToken).ConfigureAwait(false) is { } capsule)
                return new KvsEntry(capsule);

            // It was replaced while its chunks were read; what is there now is another value.
            var now = await pieces.GetPieceAsync(key, cancellationToken).ConfigureAwait(false);
            if (now.Capsule.Span.SequenceEqual(entry.Capsule.Span) && attempt >= ReadAttempts)
                throw KvsException.Incomplete(key);
            entry = now;
        }
    }

    private async Task<byte[]?> ReadChunksAsync(ChunkManifest manifest, CancellationToken cancellationToken)
    {
        var size = (int)((manifest.Length + manifest.Chunks - 1) / manifest.Chunks);
        var capsule = GC.AllocateUninitializedArray<byte>((int)manifest.Length);
        var found = new int[manifest.Chunks];
        var first = await ReadChunkAsync(0).ConfigureAwait(false);
        if (first is not { } start || start.Length < size)
            return null;
        // All chunks but the last are as long as the first.
        await Parallel.ForAsync(
            0,
            manifest.Chunks,
            new ParallelOptions { MaxDegreeOfParallelism = ChunksInFlight, CancellationToken = cancellationToken },
            async (i, _) =>
            {
                var chunk = i == 0 ? first : await ReadChunkAsync(i).ConfigureAwait(false);
                var offset = (long)i * start.Length;
                if (chunk is not { } bytes || offset + bytes.Length > capsule.Length)
                    return;
                bytes.CopyTo(capsule.AsMemory((int)offset));
                found[i] = bytes.Length;
            }).ConfigureAwait(false);
        return found.Sum(length => (long)length) == manifest.Length && manifest.Describes(capsule) ? capsule : null;

        async Task<ReadOnlyMemory<byte>?> ReadChunkAsync(int i)
        {
            var piece = await pieces.GetPieceAsync(manifest.KeyOf(i), cancellationToken).ConfigureAwait(false);
            return piece.HasValue ? Capsule.LwwPayload(piece.Capsule) : null;
        }
    }
}

using System.Text;
using System.Threading.Channels;
using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Resp;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Removes the chunks of values that have been replaced. The store's callbacks say so under the key's lock, where nothing may wait; the work is
/// done here, after the write.
/// </summary>
/// <remarks>A recovery, and a replica, hear of old replacements again: removing what is gone does no harm, and what a key still holds is not removed.</remarks>
internal sealed class ChunkCleaner(SessionPool sessions) : IAsyncDisposable
{
    private readonly Channel<(string Key, ChunkManifest Manifest)> _replaced =
        Channel.CreateUnbounded<(string, ChunkManifest)>(new UnboundedChannelOptions { SingleReader = true });

    private Task _loop = Task.CompletedTask;

    /// <summary>Starts to work; what was replaced before waits until then.</summary>
    public void Start() => _loop = Task.Run(CleanAsync);

    /// <summary>Called with the value that is about to be overwritten.</summary>
    public void Replaced(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming)
    {
        if (ChunkManifest.IsManifest(stored) && !stored.SequenceEqual(incoming) && ChunkManifest.TryRead(stored, out var manifest))
            _replaced.Writer.TryWrite((Encoding.UTF8.GetString(key), manifest));
    }

    public async ValueTask DisposeAsync()
    {
        _replaced.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task CleanAsync()
    {
        await foreach (var (key, manifest) in _replaced.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Remove(key, manifest);
            }
            catch (KvsException)
            {
                // The node stops, or is not the key's primary, which cleans up itself.
            }
        }
    }

    private void Remove(string key, ChunkManifest manifest)
    {
        var session = sessions.Rent();
        try
        {
            if (ChunkManifest.TryRead(session.Get(key), out var current) && current == manifest)
                return;
            session.Reset();
            for (var i = 0; i < manifest.Chunks; i++)
            {
                session.Request.WriteArrayHeader(2);
                session.Request.WriteBulk("DEL"u8);
                session.Request.WriteBulk(Encoding.UTF8.GetBytes(manifest.KeyOf(i)));
            }

            session.Execute();
        }
        finally
        {
            sessions.Return(session);
        }
    }
}

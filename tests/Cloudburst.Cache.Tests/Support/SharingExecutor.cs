using System.Text;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.SharedMemory;
using Cloudburst.SharedMemory.Mapping;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>An executor that reads the shared memory of its cache, and says how it came by each value.</summary>
internal sealed class SharingExecutor : IAsyncDisposable
{
    private readonly Executor _executor;
    private readonly SharedMemoryReader _reader;

    private SharingExecutor(Executor executor, SharedMemoryReader reader)
    {
        _executor = executor;
        _reader = reader;
    }

    public Executor Calls => _executor;

    public SharedMemoryReader Reader => _reader;

    public static async Task<SharingExecutor> ConnectAsync(NodeCache cache)
    {
        var executor = await Executor.ConnectAsync(cache);
        var reply = await executor.SendAsync(new CacheRequest { Attach = new CacheAttach { Layout = Layout.Version } });
        Assert.True(reply.Attached is not null, reply.Error?.Message);
        return new SharingExecutor(executor, SharedMemoryReader.Open(reply.Attached.Folder, reply.Attached.Reader, TimeProvider.System));
    }

    /// <summary>What a look at the shared memory finds, without a call.</summary>
    public string? Look(string key)
    {
        if (!_reader.TryRead(key, out var view))
            return null;
        var text = Encoding.UTF8.GetString(Capsule.LwwPayload(view.Memory).Span);
        view.Release();
        return text;
    }

    /// <summary>Asks the cache, which may answer that the values are in shared memory.</summary>
    public async Task<CacheReadReply> AskAsync(params string[] keys)
    {
        var read = new CacheRead { Shared = true };
        read.Keys.Add(keys);
        var reply = await _executor.SendAsync(new CacheRequest { Read = read });
        Assert.True(reply.Error is null, reply.Error?.Message);
        return reply.Read;
    }

    /// <summary>Reads as an executor does: looks, asks, looks again, and asks for the bytes in the end.</summary>
    public async Task<string?> ReadAsync(string key)
    {
        if (Look(key) is { } found)
            return found;
        var reply = await AskAsync(key);
        if (reply.Shared.Count == 0)
            return Values.Text(reply.Capsules[0]);
        return Look(key) ?? await _executor.ReadTextAsync(key);
    }

    public async ValueTask DisposeAsync()
    {
        await _executor.DisposeAsync();
        _reader.Dispose();
    }
}

using System.Collections.Concurrent;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>The executor's end of the link to a cache.</summary>
internal sealed class Executor : ILinkReceiver<CacheReply>, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<CacheReply>> _waiting = new();
    private ILink<CacheRequest> _link = null!;
    private ulong _lastId;

    public static async Task<Executor> ConnectAsync(NodeCache cache)
    {
        var executor = new Executor();
        var connector = new InProcessConnector<CacheRequest, CacheReply>(new NodeCacheEndpoint(cache));
        executor._link = await connector.ConnectAsync(_ => executor, CancellationToken.None);
        return executor;
    }

    /// <summary>Sends a request; the task is complete on return when the cache answers on the same thread.</summary>
    public Task<CacheReply> SendAsync(CacheRequest request)
    {
        request.Id = Interlocked.Increment(ref _lastId);
        var waiting = _waiting[request.Id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_link.TrySend(request));
        return waiting.Task.WaitAsync(Eventually.Deadline);
    }

    public async Task<ByteString[]> ReadAsync(string[] keys, long waitMs = 0)
    {
        var read = new CacheRead { WaitMs = waitMs };
        read.Keys.Add(keys);
        var reply = await SendAsync(new CacheRequest { Read = read });
        Assert.True(reply.Error is null, reply.Error?.Message);
        return [.. reply.Read.Capsules];
    }

    public async Task<ByteString> ReadAsync(string key, long waitMs = 0) => (await ReadAsync([key], waitMs))[0];

    public Task<CacheReply> JoinRawAsync(string key, byte[] capsule, string request = "r", long timeToLiveMs = 0) => SendAsync(new CacheRequest
    {
        Join = new CacheJoin { Key = key, Capsule = ByteString.CopyFrom(capsule), RequestId = request, TimeToLiveMs = timeToLiveMs },
    });

    public async Task JoinAsync(string key, byte[] capsule, string request = "r", long timeToLiveMs = 0)
    {
        var reply = await JoinRawAsync(key, capsule, request, timeToLiveMs);
        Assert.True(reply.Error is null, reply.Error?.Message);
        Assert.True(reply.Done.SupersededBy.IsEmpty);
    }

    public async Task DeleteAsync(string key, string request = "r")
    {
        var reply = await SendAsync(new CacheRequest { Delete = new CacheDelete { Key = key, RequestId = request } });
        Assert.True(reply.Error is null, reply.Error?.Message);
    }

    public async Task<ErrorInfo?> FlushAsync(string request = "r") =>
        (await SendAsync(new CacheRequest { Flush = new CacheFlush { RequestId = request } })).Error;

    public async Task<string?> ReadTextAsync(string key, long waitMs = 0) => Values.Text(await ReadAsync(key, waitMs));

    public async Task<long> ReadCountAsync(string key)
    {
        var capsule = await ReadAsync(key);
        return capsule.IsEmpty ? 0 : Capsule.Decode<PnCounter>(capsule.Memory).Value;
    }

    public void OnReceived(CacheReply frame)
    {
        if (_waiting.TryRemove(frame.Id, out var waiting))
            waiting.SetResult(frame);
    }

    public void OnClosed(Exception? error)
    {
        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(new LinkException("The cache has closed the link."));
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}

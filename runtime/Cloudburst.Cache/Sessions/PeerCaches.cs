using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache.Sessions;

/// <summary>Asks other machines' caches for the snapshots of a session, and tells them when it has ended.</summary>
internal sealed class PeerCaches : IAsyncDisposable
{
    private readonly LinkPool<CachePeerRequest, CachePeerReply, Conversation> _links;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private ulong _lastId;

    public PeerCaches(Func<string, ILinkConnector<CachePeerRequest, CachePeerReply>> connect, TimeSpan patience, TimeProvider time)
    {
        _patience = patience;
        _time = time;
        _links = new(connect, static (_, link) => new Conversation(link), static conversation => conversation, time);
    }

    /// <summary>Fetches versions from the cache that pinned them.</summary>
    /// <returns>The capsules in the order of the versions, or why they can't be had.</returns>
    public async Task<(IReadOnlyList<Google.Protobuf.ByteString> Capsules, ErrorInfo? Error)> FetchAsync(string address, SnapshotRead read)
    {
        try
        {
            var peer = await _links.ConnectAsync(address, CancellationToken.None).ConfigureAwait(false);
            var request = new CachePeerRequest { Id = Interlocked.Increment(ref _lastId), Read = read };
            var reply = await peer.AskAsync(request).WaitAsync(_patience, _time).ConfigureAwait(false);
            return reply.BodyCase == CachePeerReply.BodyOneofCase.Error ? ([], reply.Error) : (reply.Read.Capsules, null);
        }
        catch (LinkException error)
        {
            return ([], CacheErrors.SnapshotUnreachable(read.Versions[0].Key, address, error.Message));
        }
        catch (TimeoutException)
        {
            return ([], CacheErrors.SnapshotUnreachable(read.Versions[0].Key, address, $"it did not answer within {_patience.TotalSeconds:0.#} s"));
        }
    }

    /// <summary>Tells a cache that a session has ended. If it can't be told it finds out by the age of what it keeps.</summary>
    public async Task ReleaseAsync(string address, string session)
    {
        try
        {
            var peer = await _links.ConnectAsync(address, CancellationToken.None).ConfigureAwait(false);
            peer.TrySend(new CachePeerRequest { Release = session });
        }
        catch (LinkException)
        {
            // It is gone, and the snapshots with it.
        }
    }

    public ValueTask DisposeAsync() => _links.DisposeAsync();

    /// <summary>The questions on one link that wait for their answers.</summary>
    private sealed class Conversation(ILink<CachePeerRequest> link) : IPooledLink, ILinkReceiver<CachePeerReply>
    {
        private readonly ConcurrentDictionary<ulong, TaskCompletionSource<CachePeerReply>> _waiting = new();
        private volatile bool _closed;

        public Task Closed => link.Closed;

        public bool TrySend(CachePeerRequest request) => link.TrySend(request);

        public ValueTask DisposeAsync() => link.DisposeAsync();

        public async Task<CachePeerReply> AskAsync(CachePeerRequest request)
        {
            var reply = new TaskCompletionSource<CachePeerReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[request.Id] = reply;
            try
            {
                if (_closed || !link.TrySend(request))
                    throw new LinkException("its link is closed or full");
                return await reply.Task.ConfigureAwait(false);
            }
            finally
            {
                _waiting.TryRemove(request.Id, out _);
            }
        }

        public void OnReceived(CachePeerReply frame)
        {
            if (_waiting.TryRemove(frame.Id, out var reply))
                reply.TrySetResult(frame);
        }

        public void OnClosed(Exception? error)
        {
            _closed = true;
            foreach (var reply in _waiting.Values)
                reply.TrySetException(new LinkException("its link broke", error));
        }
    }
}

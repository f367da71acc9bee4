using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Tests;

/// <summary>A cache that takes down what it is asked for.</summary>
internal sealed class CountingCache(ILinkEndpoint<CacheReply, CacheRequest> inner) : ILinkEndpoint<CacheReply, CacheRequest>
{
    private readonly ConcurrentQueue<string[]> _reads = new();

    /// <summary>The keys of each read.</summary>
    public IReadOnlyCollection<string[]> Reads => _reads;

    public ILinkReceiver<CacheRequest> Accept(ILink<CacheReply> peer) => new Receiver(_reads, inner.Accept(peer));

    private sealed class Receiver(ConcurrentQueue<string[]> reads, ILinkReceiver<CacheRequest> inner) : ILinkReceiver<CacheRequest>
    {
        public void OnReceived(CacheRequest frame)
        {
            if (frame.BodyCase == CacheRequest.BodyOneofCase.Read)
                reads.Enqueue([.. frame.Read.Keys]);
            inner.OnReceived(frame);
        }

        public void OnClosed(Exception? error) => inner.OnClosed(error);
    }
}

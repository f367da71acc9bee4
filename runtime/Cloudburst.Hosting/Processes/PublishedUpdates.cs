using Cloudburst.Kvs;
using Cloudburst.Kvs.Feed;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>
/// The update feed of a store that has none: writers publish which keys they change on a plain Redis server, and each cache keeps the index of those that it holds itself.
/// </summary>
/// <remarks>What is published can be lost; then the cache finds the change when it next compares its keys with the store. Nothing is read for keys that are not cached.</remarks>
internal sealed class PublishedUpdates : IAsyncDisposable
{
    private readonly RedisChangeFeed _feed;
    private readonly UpdateHub _hub;

    private PublishedUpdates(RedisChangeFeed feed, UpdateHub hub)
    {
        _feed = feed;
        _hub = hub;
        Connector = new InProcessConnector<WatchFrame, UpdateFrame>(new UpdateFeedEndpoint(hub));
    }

    /// <summary>What the cache watches its keys through.</summary>
    public ILinkConnector<WatchFrame, UpdateFrame> Connector { get; }

    /// <summary>Starts to listen; from here on no change is missed.</summary>
    public static async Task<PublishedUpdates> StartAsync(RoleSettings settings, IKeyValueStore store, ILogger logger, CancellationToken cancellationToken)
    {
        var feed = await StoreConnection.ListenAsync(settings, logger, cancellationToken).ConfigureAwait(false);
        return new PublishedUpdates(feed, new UpdateHub(store, feed, logger: logger));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
    }
}

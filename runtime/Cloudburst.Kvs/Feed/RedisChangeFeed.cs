using System.Globalization;
using System.Security.Cryptography;
using Cloudburst.Kvs.Redis;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Feed;

/// <summary>
/// The change feed of a Redis-protocol server that doesn't merge, or of a cluster of them: writers publish what they change
/// (<see cref="RedisKvsOptions.PublishChanges"/>), and this listens. One channel for all keys, which in a cluster every node passes on.
/// </summary>
/// <remarks>
/// Published messages are not stored: what was sent while the connection was away is gone. So the feed looks from time to time whether a message
/// of its own comes back, and after a gap it says "resync". A message lost between two nodes of a cluster goes unnoticed, so whoever caches values must
/// check them from time to time as well. Thread-safe.
/// </remarks>
public sealed class RedisChangeFeed : IChangeFeed, IAsyncDisposable
{
    internal const string Channel = "cloudburst-kvs:changes";

    private const char ProbeMark = '!';
    private const int Capacity = 65_536;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);
    private static readonly RedisChannel Subscription = RedisChannel.Literal(Channel);

    private readonly ChangeFeed _feed = new(Capacity, isOrdered: false);
    private readonly ConnectionMultiplexer _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly string _probePrefix = $"{ProbeMark}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}:";
    private readonly SemaphoreSlim _heard = new(0);
    private Task _probes = Task.CompletedTask;
    private int _lost;
    private int _disposed;

    private RedisChangeFeed(ConnectionMultiplexer connection) => _connection = connection;

    /// <summary>Starts to listen; when it returns, no later change is missed.</summary>
    /// <param name="options">The same store as the writers'.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <returns>The feed; dispose it to stop.</returns>
    /// <exception cref="KvsException">As for <see cref="RedisKeyValueStore.ConnectAsync"/>.</exception>
    public static async Task<RedisChangeFeed> StartAsync(RedisKvsOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Create(options, subscribes: true))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            var feed = new RedisChangeFeed(connection);
            await connection.GetSubscriber().SubscribeAsync(Subscription, feed.OnMessage).WaitAsync(cancellationToken).ConfigureAwait(false);
            connection.ConnectionFailed += (_, failure) =>
            {
                if (failure.ConnectionType == ConnectionType.Subscription)
                    Interlocked.Exchange(ref feed._lost, 1);
            };
            feed._probes = Task.Run(feed.ProbeAsync, CancellationToken.None);
            return feed;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            throw RedisErrors.OnConnect(options.EndPoints, e);
        }
    }

    /// <inheritdoc/>
    public IChangeSubscription Subscribe() => _feed.Subscribe();

    /// <summary>Stops listening; subscriptions end.</summary>
    /// <returns>When it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _probes.ConfigureAwait(false);
        _feed.Close();
        await _connection.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _heard.Dispose();
    }

    /// <summary>A message is the new value's length, a colon, and the key.</summary>
    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        var text = (string?)message ?? "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (text.StartsWith(ProbeMark))
        {
            if (text.StartsWith(_probePrefix, StringComparison.Ordinal) && _heard.CurrentCount == 0)
                _heard.Release();
        }
        else if (colon > 0 && int.TryParse(text.AsSpan(0, colon), CultureInfo.InvariantCulture, out var length) && colon + 1 < text.Length)
        {
            _feed.Publish(new KeyChange(text[(colon + 1)..], length));
        }
    }

    private async Task ProbeAsync()
    {
        try
        {
            while (true)
            {
                if (!await IsHeardAsync().ConfigureAwait(false))
                    Interlocked.Exchange(ref _lost, 1);
                else if (Interlocked.Exchange(ref _lost, 0) != 0)
                    // Only now: what changes from here on is heard.
                    _feed.Publish(KeyChange.Resync);
                else
                    await Task.Delay(ProbeInterval, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task<bool> IsHeardAsync()
    {
        while (_heard.Wait(0, CancellationToken.None))
        {
        }

        try
        {
            await _connection.GetSubscriber().PublishAsync(Subscription, _probePrefix).WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), _stop.Token).ConfigureAwait(false);
            return false;
        }

        return await _heard.WaitAsync(ProbeInterval, _stop.Token).ConfigureAwait(false);
    }
}

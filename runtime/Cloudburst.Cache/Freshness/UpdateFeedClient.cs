using System.Collections.Concurrent;
using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Freshness;

/// <summary>The link to the update feed of one KVS node: watches every cached key there, again after each reconnect.</summary>
internal sealed class UpdateFeedClient : IAsyncDisposable
{
    private const int KeysPerFrame = 4_096;
    private static readonly TimeSpan RedialPause = TimeSpan.FromMilliseconds(20);
    private readonly ReconnectingLink<WatchFrame, UpdateFrame> _link;
    private readonly CacheTable _table;
    private readonly ulong _bit;
    private readonly Action<UpdateFrame, ulong> _apply;
    private readonly Action _resync;
    private readonly Action _disconnected;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private ILink<WatchFrame>? _last;
    private volatile ILink<WatchFrame>? _watching;
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<bool>> _syncs = new();
    private volatile bool _missedWatch;
    private ulong _lastSync;
    private Task _run = Task.CompletedTask;

    public UpdateFeedClient(
        string name, ulong bit, ILinkConnector<WatchFrame, UpdateFrame> connector, CacheTable table, Action<UpdateFrame, ulong> apply,
        Action resync, Action disconnected, TimeProvider time, ILogger logger)
    {
        _bit = bit;
        _table = table;
        _apply = apply;
        _resync = resync;
        _disconnected = disconnected;
        _time = time;
        _logger = logger;
        _link = new(name, connector, link => new Receiver(this, link), time, logger);
    }

    public string Name => _link.Peer;

    /// <summary>Whether pushes arrive for every key that has been watched.</summary>
    public bool IsConnected => _watching is not null;

    public void Start()
    {
        _link.Start();
        _run = BackgroundLoop.RunAsync($"Watching keys at {Name}", WatchAsync, _time, _logger, _stopping.Token);
    }

    public void Send(WatchFrame frame)
    {
        // Without a link there is nothing to do: everything is watched once there is one.
        if (_watching is { } link && !link.TrySend(frame))
            _missedWatch = true;
    }

    /// <summary>Waits until every change that the store had answered for before this call has been applied here.</summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <returns>False when that can't be known: the feed is away or stalls, or its store reports changes in no order.</returns>
    public async Task<bool> SyncAsync(TimeSpan patience)
    {
        if (_watching is not { } link)
            return false;
        var number = Interlocked.Increment(ref _lastSync);
        var synced = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _syncs[number] = synced;
        if (!link.TrySend(new WatchFrame { Sync = number }) || !ReferenceEquals(link, _watching))
            Settle(number, false);
        try
        {
            return await synced.Task.WaitAsync(patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _syncs.TryRemove(number, out _);
            return false;
        }
    }

    /// <summary>Watches everything again if a frame could not be sent.</summary>
    public void Repair()
    {
        if (!_missedWatch || _watching is not { } link)
            return;
        _missedWatch = false;
        WatchAll(link);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _watching = null;
        Settle(ulong.MaxValue, false);
        _stopping.Dispose();
    }

    private void Settle(ulong upTo, bool outcome)
    {
        foreach (var number in _syncs.Keys)
        {
            if (number <= upTo && _syncs.TryRemove(number, out var waiting))
                waiting.TrySetResult(outcome);
        }
    }

    private async ValueTask WatchAsync()
    {
        var link = await _link.WaitConnectedAsync(_stopping.Token).ConfigureAwait(false);
        if (!ReferenceEquals(link, _last))
        {
            _missedWatch = false;
            // From here on new keys are watched as they come; those that are there already follow.
            _watching = link;
            if (WatchAll(link))
                _resync();
            _last = link;
        }

        await link.Closed.WaitAsync(_stopping.Token).ConfigureAwait(false);
        _watching = null;
        await Task.Delay(RedialPause, _time, _stopping.Token).ConfigureAwait(false);
    }

    /// <returns>Whether there was anything to watch.</returns>
    private bool WatchAll(ILink<WatchFrame> link)
    {
        var any = false;
        var frame = new WatchFrame();
        foreach (var entry in _table.Entries)
        {
            any = true;
            // What is read before the feed confirms must be read again after it.
            lock (entry.Gate)
            {
                entry.ConfirmedBy &= ~_bit;
                entry.ReadBeforeWatched = true;
            }

            frame.Watch.Add(entry.Key);
            if (frame.Watch.Count < KeysPerFrame)
                continue;
            if (!link.TrySend(frame))
                _missedWatch = true;
            frame = new WatchFrame();
        }

        if (frame.Watch.Count > 0 && !link.TrySend(frame))
            _missedWatch = true;
        return any;
    }

    private sealed class Receiver(UpdateFeedClient client, ILink<WatchFrame> link) : ILinkReceiver<UpdateFrame>
    {
        private static readonly WatchFrame Acknowledgement = new();

        public void OnReceived(UpdateFrame frame)
        {
            client._apply(frame, client._bit);
            // The feed sends only so much ahead of what has been applied. Confirmations of watches don't count.
            if (frame.Resync || frame.Synced > 0 || frame.Updates.Any(static update => !update.Capsule.IsEmpty))
                link.TrySend(Acknowledgement);
            if (frame.Synced > 0)
                client.Settle(frame.Synced, true);
            if (frame.CannotSync > 0)
                client.Settle(frame.CannotSync, false);
        }

        public void OnClosed(Exception? error)
        {
            client._watching = null;
            client._disconnected();
            client.Settle(ulong.MaxValue, false);
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cloudburst.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Kvs.Feed;

/// <summary>
/// Pushes new versions to whoever watches a key: the store's index from keys to the caches that hold them (Cloudburst (VLDB 2020) §4.2),
/// kept exact by the watchers themselves instead of being rebuilt from key sets that they publish.
/// </summary>
/// <remarks>
/// A changed key that somebody watches is read once, however many watch it and however often it has changed since the last read; a key
/// that nobody watches costs one look-up. Everything that waits is bounded: a watcher that falls behind is told to read its keys again
/// (<see cref="UpdateBatch.Resync"/>). Thread-safe.
/// </remarks>
public sealed class UpdateHub : IAsyncDisposable
{
    private readonly IKeyValueStore _store;
    private readonly IChangeSubscription _changes;
    private readonly UpdateHubOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ImmutableArray<UpdateWatcher>> _index = new();
    private readonly ConcurrentDictionary<UpdateWatcher, bool> _watchers = new();
    private readonly ConcurrentDictionary<long, (UpdateWatcher Watcher, ulong Number)> _marks = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _lastMark;
    private bool _ended;
    private int _disposed;

    /// <summary>Starts to follow a feed.</summary>
    /// <param name="store">Where changed keys are read; the same store that feeds <paramref name="feed"/>. Not disposed by the hub.</param>
    /// <param name="feed">Which keys change.</param>
    /// <param name="options">Bounds; none for the defaults.</param>
    /// <param name="logger">Told of failures that no watcher can be told of; none for silence.</param>
    public UpdateHub(IKeyValueStore store, IChangeFeed feed, UpdateHubOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(feed);
        _store = store;
        _options = options ?? new UpdateHubOptions();
        _logger = logger ?? NullLogger.Instance;
        _changes = feed.Subscribe();
        _loop = Task.Run(FollowAsync);
    }

    /// <summary>How many different keys are watched.</summary>
    public int WatchedKeys => _index.Count;

    /// <summary>Adds a watcher that watches nothing yet.</summary>
    /// <param name="name">Who it is, for logs.</param>
    /// <returns>The watcher; dispose it when its party has gone.</returns>
    public UpdateWatcher AddWatcher(string name)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var watcher = new UpdateWatcher(this, name, _options);
        _watchers[watcher] = true;
        if (Volatile.Read(ref _ended))
            watcher.Dispose();
        return watcher;
    }

    /// <summary>Stops following, and closes all watchers.</summary>
    /// <returns>When it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _changes.Dispose();
        _stop.Dispose();
    }

    internal bool TrySync(UpdateWatcher watcher, ulong number)
    {
        var mark = Interlocked.Increment(ref _lastMark);
        _marks[mark] = (watcher, number);
        if (_changes.TryMark(mark))
            return true;
        _marks.TryRemove(mark, out _);
        return false;
    }

    internal void Add(string key, UpdateWatcher watcher) =>
        _index.AddOrUpdate(key, static (_, watcher) => [watcher], static (_, all, watcher) => all.Add(watcher), watcher);

    internal void Remove(string key, UpdateWatcher watcher)
    {
        while (_index.TryGetValue(key, out var all))
        {
            var rest = all.Remove(watcher);
            var done = rest.IsEmpty
                ? _index.TryRemove(new KeyValuePair<string, ImmutableArray<UpdateWatcher>>(key, all))
                : _index.TryUpdate(key, rest, all);
            if (done)
                return;
        }
    }

    internal void Remove(UpdateWatcher watcher) => _watchers.TryRemove(watcher, out _);

    private async Task FollowAsync()
    {
        await BackgroundLoop.RunAsync("The update hub", SendChangesAsync, TimeProvider.System, _logger, _stop.Token).ConfigureAwait(false);
        // The store may have been closed first: nobody shall wait for what can't come.
        Volatile.Write(ref _ended, true);
        foreach (var watcher in _watchers.Keys)
            watcher.Dispose();
    }

    private async ValueTask SendChangesAsync()
    {
        if (await _changes.ReadAsync(_stop.Token).ConfigureAwait(false) is not { } change)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            // Everything that has changed meanwhile goes into the same read.
            HashSet<string> changed = [];
            do
            {
                // A mark says that all before it has been sent, so nothing from behind it may come before.
                if (change.Mark != 0)
                    break;
                if (change.IsResync)
                    Resync();
                else if (_index.ContainsKey(change.Key))
                    changed.Add(change.Key);
            }
            while (changed.Count < _options.ReadBatch && _changes.TryRead(out change));

            if (changed.Count > 0)
                await SendAsync([.. changed]).ConfigureAwait(false);
            if (change.Mark != 0 && _marks.TryRemove(change.Mark, out var waiting))
                waiting.Watcher.OfferSync(waiting.Number);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whose update was lost is not known, so everybody looks again.
            Resync();
            throw;
        }
    }

    private async Task SendAsync(string[] keys)
    {
        KvsEntry[] entries;
        try
        {
            entries = await _store.GetManyAsync(keys, _stop.Token).ConfigureAwait(false);
        }
        catch (KvsException)
        {
            // What could not be read is not known, so its watchers have to look for themselves.
            ResyncAll(keys.SelectMany(key => _index.TryGetValue(key, out var all) ? all : []).Distinct());
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            // Gone again (expired) is not a new version: caches drop what expires by themselves.
            if (entries[i].IsAbsent || !_index.TryGetValue(keys[i], out var watchers))
                continue;
            foreach (var watcher in watchers)
                watcher.Offer(keys[i], entries[i]);
        }
    }

    /// <summary>Changes were missed, and marks with them. Who waits for a mark hears that its keys must be read again, and then of the mark.</summary>
    private void Resync()
    {
        // Only those from before: whoever asks for one after it was told to read again relies on the order that follows.
        long[] lost = [.. _marks.Keys];
        ResyncAll(_watchers.Keys);
        foreach (var mark in lost)
        {
            if (_marks.TryRemove(mark, out var waiting))
                waiting.Watcher.OfferSync(waiting.Number);
        }
    }

    private static void ResyncAll(IEnumerable<UpdateWatcher> watchers)
    {
        foreach (var watcher in watchers)
            watcher.OfferResync();
    }
}

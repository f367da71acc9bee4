namespace Cloudburst.Kvs.Feed;

/// <summary>The new version of one watched key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Entry">What it holds now; a tombstone when it was deleted.</param>
public readonly record struct KeyUpdate(string Key, KvsEntry Entry);

/// <summary>What has changed for one watcher since its last batch.</summary>
/// <param name="Updates">The changed keys, each once, with the newest version that the hub has read.</param>
/// <param name="Resync">Updates were dropped: the watcher must read all keys that it watches. What changes after this batch is sent again.</param>
/// <param name="Synced">With this batch everything is taken that had changed before the sync of this number; 0 for none.</param>
public sealed record UpdateBatch(IReadOnlyList<KeyUpdate> Updates, bool Resync, ulong Synced = 0);

/// <summary>
/// One interested party, usually a node's cache: the keys it watches and the updates that wait for it. Several changes of a key
/// that it has not taken yet become one, because the newest version contains the others.
/// </summary>
/// <remarks>Watching and unwatching may be done by any thread; batches are for one reader. Dispose it to stop watching everything.</remarks>
public sealed class UpdateWatcher : IDisposable
{
    private readonly UpdateHub _hub;
    private readonly UpdateHubOptions _options;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _watched = [];
    private readonly SemaphoreSlim _ready = new(0, 1);
    private Dictionary<string, KvsEntry> _pending = [];
    private long _pendingBytes;
    private bool _resync;
    private ulong _synced;
    private bool _closed;

    internal UpdateWatcher(UpdateHub hub, string name, UpdateHubOptions options)
    {
        _hub = hub;
        Name = name;
        _options = options;
    }

    /// <summary>Who this is, for logs.</summary>
    public string Name { get; }

    /// <summary>How many keys are watched.</summary>
    public int WatchedKeys
    {
        get
        {
            lock (_gate)
                return _watched.Count;
        }
    }

    /// <summary>
    /// Starts to watch keys. To miss nothing, watch a key first and read it then: a change in between is sent, and merging it twice does no harm.
    /// </summary>
    /// <param name="keys">The keys; those that are watched already stay so.</param>
    public void Watch(IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (var key in keys)
            {
                if (_watched.Add(key))
                    _hub.Add(key, this);
            }
        }
    }

    /// <summary>Stops watching keys, and forgets updates of them that wait.</summary>
    /// <param name="keys">The keys; those that are not watched are ignored.</param>
    public void Unwatch(IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (!_watched.Remove(key))
                    continue;
                _hub.Remove(key, this);
                if (_pending.Remove(key, out var entry))
                    _pendingBytes -= entry.Capsule.Length;
            }
        }
    }

    /// <summary>Waits until there is something new, and takes all of it.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The batch, or <see langword="null"/> when the watcher or the hub has been closed.</returns>
    public async ValueTask<UpdateBatch?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_pending.Count > 0 || _resync || _synced > 0)
                    return Take();
                if (_closed)
                    return null;
            }

            await _ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops watching everything; a reader that waits gets <see langword="null"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            foreach (var key in _watched)
                _hub.Remove(key, this);
            _watched.Clear();
            _pending.Clear();
            _resync = false;
            Wake();
        }

        _hub.Remove(this);
    }

    /// <summary>Asks for a batch with this number behind everything that has changed by now.</summary>
    /// <param name="number">Greater than those before.</param>
    /// <returns>False when the store's feed can't tell.</returns>
    public bool TrySync(ulong number) => _hub.TrySync(this, number);

    internal void OfferSync(ulong number)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _synced = Math.Max(_synced, number);
            Wake();
        }
    }

    internal void Offer(string key, KvsEntry entry)
    {
        lock (_gate)
        {
            // Once something was dropped, the watcher reads everything again, so collecting more would be of no use.
            if (_closed || _resync || !_watched.Contains(key))
                return;
            _pendingBytes += entry.Capsule.Length - (_pending.TryGetValue(key, out var old) ? old.Capsule.Length : 0);
            _pending[key] = entry;
            if (_pending.Count > _options.MaxPendingKeys || _pendingBytes > _options.MaxPendingBytes)
                DropAll();
            Wake();
        }
    }

    internal void OfferResync()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            DropAll();
            Wake();
        }
    }

    private UpdateBatch Take()
    {
        var batch = new UpdateBatch([.. _pending.Select(update => new KeyUpdate(update.Key, update.Value))], _resync, _synced);
        _synced = 0;
        _pending = [];
        _pendingBytes = 0;
        _resync = false;
        return batch;
    }

    private void DropAll()
    {
        _pending = [];
        _pendingBytes = 0;
        _resync = true;
    }

    private void Wake()
    {
        if (_ready.CurrentCount == 0)
            _ready.Release();
    }
}

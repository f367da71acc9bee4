using System.Text;
using System.Threading.Channels;

namespace Cloudburst.Kvs.Feed;

/// <summary>
/// The feed's producing end. <see cref="Publish(ReadOnlySpan{byte}, int)"/> is called inside the store's callbacks, under the key's lock: it never waits. A reader
/// that gets the key's name from here and then reads the key waits for that lock, so it can't see the value from before the change.
/// </summary>
/// <param name="capacity">How many changes may wait for a subscriber.</param>
/// <param name="isOrdered">Whether a change is published before its join is answered.</param>
/// <param name="isReplica">Whether this node only follows another one at the moment; never by default.</param>
internal sealed class ChangeFeed(int capacity, bool isOrdered = true, Func<bool>? isReplica = null) : IChangeFeed
{
    private readonly Lock _gate = new();
    private volatile Subscription[] _subscriptions = [];
    private bool _closed;
    private volatile bool _wasReplica;

    public IChangeSubscription Subscribe()
    {
        var subscription = new Subscription(this, capacity, isOrdered);
        lock (_gate)
        {
            if (_closed)
                subscription.Complete();
            else
                _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Publish(ReadOnlySpan<byte> key, int length)
    {
        var subscriptions = _subscriptions;
        if (subscriptions.Length == 0)
            return;
        if (isReplica?.Invoke() == true)
        {
            // What a replica does its primary has done before, and has told. It can't be read here either.
            _wasReplica = true;
            return;
        }

        if (_wasReplica)
        {
            // The primary may not have come to tell its last changes.
            _wasReplica = false;
            Publish(subscriptions, KeyChange.Resync);
        }

        Publish(subscriptions, new KeyChange(Encoding.UTF8.GetString(key), length));
    }

    /// <summary>For feeds that hear of a change from elsewhere, and of the mark that some were missed.</summary>
    public void Publish(KeyChange change) => Publish(_subscriptions, change);

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var subscription in _subscriptions)
                subscription.Complete();
            _subscriptions = [];
        }
    }

    private static void Publish(Subscription[] subscriptions, KeyChange change)
    {
        foreach (var subscription in subscriptions)
            subscription.Offer(change);
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }

    private sealed class Subscription(ChangeFeed feed, int capacity, bool isOrdered) : IChangeSubscription
    {
        private readonly Channel<KeyChange> _changes = Channel.CreateBounded<KeyChange>(
            new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

        private int _missed;

        public void Offer(KeyChange change)
        {
            if (_changes.Writer.TryWrite(change))
                return;

            // The reader looks at the mark before every read. If the channel is still full, a read is to come; if it was emptied before
            // the mark was set, the second write wakes the reader.
            Interlocked.Exchange(ref _missed, 1);
            _changes.Writer.TryWrite(change);
        }

        public bool TryMark(long mark) => isOrdered && _changes.Writer.TryWrite(new KeyChange("", 0, mark));

        public bool TryRead(out KeyChange change)
        {
            if (Volatile.Read(ref _missed) == 0 || Interlocked.Exchange(ref _missed, 0) == 0)
                return _changes.Reader.TryRead(out change);

            // Whatever still waits is covered by reading everything again.
            while (_changes.Reader.TryRead(out _))
            {
            }

            change = KeyChange.Resync;
            return true;
        }

        public async ValueTask<KeyChange?> ReadAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                if (TryRead(out var change))
                    return change;
                if (!await _changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                    return null;
            }
        }

        public void Complete() => _changes.Writer.TryComplete();

        public void Dispose()
        {
            feed.Remove(this);
            Complete();
        }
    }
}

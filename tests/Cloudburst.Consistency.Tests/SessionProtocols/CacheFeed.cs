using System.Collections.Immutable;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>A cache's end of the update feed, and the barriers on it. A connection that stalls is cut, and after the next one nothing held before is exact.</summary>
internal sealed class CacheFeed(NodeContext context, CacheTable table, Flaw flaw, Weather weather, Action<Update> apply, Action resync)
{
    private const long Stalled = 15_000;
    private readonly SortedDictionary<long, Action<bool>> _syncs = [];
    private FeedStream? _stream;
    private long _lastLink;
    private long _lastSync;

    /// <summary>The state of the feed: a new one whenever updates may have been missed.</summary>
    public int Epoch { get; private set; } = 1;

    public long SettledUpTo { get; private set; }

    public bool IsConnected => _stream is not null;

    public void Connect()
    {
        // Virtual time goes on while a cache is down, so the next incarnation's links have higher numbers.
        _lastLink = Math.Max(_lastLink + 1, context.Now);
        _stream = new FeedStream(context, "store", _lastLink);
        foreach (var entry in table.Entries)
            entry.IsWatched = false;
        _stream.Send(new Watch([.. table.Keys]));
        ReadAgain();
    }

    public void Watch(ImmutableArray<string> keys) => _stream?.Send(new Watch(keys));

    public void Unwatch(string key) => _stream?.Send(new Unwatch(key));

    /// <summary>Passes a barrier that begins now; false when the feed breaks before.</summary>
    public void Pass(Action<bool> then)
    {
        if (_stream is null)
        {
            then(false);
            return;
        }

        var (epoch, upTo) = (Epoch, table.Arrivals);
        if (flaw == Flaw.PassesBarriersAtOnce)
        {
            SettledUpTo = upTo;
            then(true);
            return;
        }

        _syncs.Add(++_lastSync, synced =>
        {
            var holds = synced && epoch == Epoch;
            if (holds)
                SettledUpTo = Math.Max(SettledUpTo, upTo);
            then(holds);
        });
        _stream.Send(new Sync(_lastSync));
        context.SetTimer(Stalled, new SyncOverdue(_lastSync));
    }

    public void Receive(Segment segment)
    {
        if (_stream?.Link != segment.Link)
            return;
        foreach (var update in _stream.Receive(segment).Cast<Update>())
        {
            apply(update);
            if (update.Resync)
                ReadAgain();

            if (update.Synced > 0)
                Settle(update.Synced, outcome: true);
        }

        if (_stream?.Gap is { } gap)
            context.SetTimer(Stalled, new GapOverdue(_stream.Link, gap));
    }

    public void Timer(SyncOverdue overdue)
    {
        if (_syncs.ContainsKey(overdue.Number))
            Cut();
    }

    public void Timer(GapOverdue overdue)
    {
        if (_stream is not null && _stream.Link == overdue.Link && _stream.Gap == overdue.Place)
            Cut();
    }

    /// <summary>Changes may have been missed.</summary>
    private void ReadAgain()
    {
        if (flaw == Flaw.TrustsBrokenFeed)
            return;
        Epoch++;
        resync();
    }

    private void Cut()
    {
        _stream = null;
        if (flaw != Flaw.TrustsBrokenFeed)
            Epoch++;
        context.SetTimer(context.Random.Between(weather.ShortestRedial, weather.LongestRedial), new Redial());
        Settle(long.MaxValue, outcome: false);
    }

    private void Settle(long upTo, bool outcome)
    {
        foreach (var number in _syncs.Keys.TakeWhile(number => number <= upTo).ToList())
        {
            if (_syncs.Remove(number, out var then))
                then(outcome);
        }
    }

    internal sealed record Redial;

    internal sealed record SyncOverdue(long Number);

    internal sealed record GapOverdue(long Link, long Place);
}

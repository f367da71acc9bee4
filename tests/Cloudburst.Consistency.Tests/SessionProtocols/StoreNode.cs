using System.Buffers;
using System.Collections.Immutable;
using Cloudburst.Histories;
using Cloudburst.Lattices;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>What the store has on disk: all that it has answered for, and what it had no time to answer for.</summary>
internal sealed class StoreDisk
{
    public Dictionary<string, ReadOnlyMemory<byte>> Values { get; } = [];

    public HashSet<string> Installed { get; } = [];

    /// <summary>Writes that were not taken in because what was there has a later stamp, each with that.</summary>
    public List<(string Version, string Stored)> Overtaken { get; } = [];

    public ReadOnlyMemory<byte> Get(string key) => Values.GetValueOrDefault(key);
}

/// <summary>
/// The store: joins capsules, and pushes what has changed to the caches that watch it. With it die its feeds, and the changes that were not sent yet; what it has joined is
/// on its disk.
/// </summary>
/// <remarks>A change is queued with its join, and its key is read some time later, together with others; a mark stands behind all that was answered before it.</remarks>
internal sealed class StoreNode(NodeContext context, StoreDisk disk, VersionNames names, HistoryRecorder recorder) : Node(context)
{
    private const int MostAtOnce = 8;
    private const double Overrun = 0.002;
    private readonly SortedDictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private readonly Queue<Change> _changes = [];
    private bool _isBusy;

    public override void Receive(string from, object message)
    {
        switch (message)
        {
            case Ask { Wanted: StoreRead read } ask:
                Context.Send(from, new Answer(ask.Id, new StoreValues([.. read.Keys.Select(disk.Get)])));
                break;
            case Ask { Wanted: StoreJoin join } ask:
                Context.Send(from, new Answer(ask.Id, Join(join)));
                break;
            case Segment segment:
                Receive(from, segment);
                break;
        }
    }

    public override void Timer(object tag)
    {
        _isBusy = false;
        if (Context.Random.Chance(Overrun))
        {
            Resync();
            return;
        }

        var changed = new SortedSet<string>(StringComparer.Ordinal);
        var mark = default(Change);
        while (changed.Count < MostAtOnce && mark.Cache is null && _changes.TryDequeue(out var change))
        {
            if (change.Cache is null)
                changed.Add(change.Key);
            else
                mark = change;
        }

        foreach (var feed in _feeds.Values)
        {
            var updates = changed.Where(feed.Watched.Contains).Select(key => KeyValuePair.Create(key, disk.Get(key))).ToImmutableArray();
            if (!updates.IsEmpty)
                feed.Stream.Send(new Update(updates));
        }

        Pass(mark);
        Wake();
    }

    private StoreJoined Join(StoreJoin join)
    {
        var stored = disk.Get(join.Key);
        if (Capsules.Supersedes(stored, join.Capsule) is { } deletion)
            return new StoreJoined(deletion);
        var joined = Capsules.Join(stored, join.Capsule);
        if (joined.Span.SequenceEqual(stored.Span))
        {
            disk.Overtaken.AddRange(names.Of(join.Capsule).Where(version => !disk.Installed.Contains(version)).Select(version => (version, names.Of(stored)[0])));
            return new StoreJoined(null);
        }

        disk.Values[join.Key] = joined;
        foreach (var version in names.Of(joined).Where(disk.Installed.Add))
            recorder.Installed(join.Key, version);
        _changes.Enqueue(new(join.Key, null, 0, 0));
        Wake();
        return new StoreJoined(null);
    }

    private void Receive(string cache, Segment segment)
    {
        if (!_feeds.TryGetValue(cache, out var feed) || feed.Stream.Link < segment.Link)
            _feeds[cache] = feed = new(new(Context, cache, segment.Link), []);
        if (feed.Stream.Link != segment.Link)
            return;
        foreach (var frame in feed.Stream.Receive(segment))
        {
            switch (frame)
            {
                case Watch watch:
                    feed.Watched.UnionWith(watch.Keys);
                    feed.Stream.Send(new Update([.. watch.Keys.Select(key => KeyValuePair.Create(key, default(ReadOnlyMemory<byte>)))]));
                    break;
                case Unwatch unwatch:
                    feed.Watched.Remove(unwatch.Key);
                    break;
                case Sync sync:
                    _changes.Enqueue(new("", cache, segment.Link, sync.Number));
                    Wake();
                    break;
            }
        }
    }

    /// <summary>The reader of changes has fallen behind: they are dropped, and everybody is told to look again.</summary>
    private void Resync()
    {
        foreach (var feed in _feeds.Values)
            feed.Stream.Send(new Update([], Resync: true));
        foreach (var change in _changes)
            Pass(change);
        _changes.Clear();
    }

    private void Pass(Change mark)
    {
        if (mark.Cache is not null && _feeds[mark.Cache] is var feed && feed.Stream.Link == mark.Link)
            feed.Stream.Send(new Update([], Synced: mark.Number));
    }

    private void Wake()
    {
        if (_isBusy || _changes.Count == 0)
            return;
        _isBusy = true;
        Context.SetTimer(Context.Random.Between(20, 400), "changes");
    }

    private sealed record Feed(FeedStream Stream, HashSet<string> Watched);

    private readonly record struct Change(string Key, string? Cache, long Link, long Number);
}

internal static class Capsules
{
    /// <summary>The stamp of the deletion that is stored, if it is later than what is written.</summary>
    public static Stamp? Supersedes(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> written) =>
        !stored.IsEmpty && Capsule.IsTombstone(stored.Span) && !Capsule.IsTombstone(written.Span) && Capsule.EpochOf(stored.Span) > Capsule.EpochOf(written.Span)
            ? Capsule.EpochOf(stored.Span)
            : null;

    /// <summary>Nothing where the key was deleted.</summary>
    public static ReadOnlyMemory<byte> Visible(ReadOnlyMemory<byte> value) => !value.IsEmpty && Capsule.IsTombstone(value.Span) ? default : value;

    /// <summary>The join of two values of a key, either of which may be empty.</summary>
    public static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> incoming)
    {
        if (incoming.IsEmpty)
            return stored;
        var merged = new ArrayBufferWriter<byte>();
        return Capsule.Join(stored.Span, incoming.Span, merged) switch
        {
            JoinResult.TakeIncoming => incoming,
            JoinResult.Merged => merged.WrittenMemory,
            JoinResult.Unchanged or JoinResult.Deleted => stored,
            var other => throw new InvalidOperationException($"Values of one level must join: {other}."),
        };
    }
}

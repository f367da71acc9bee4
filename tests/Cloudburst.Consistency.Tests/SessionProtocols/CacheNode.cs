using System.Collections.Immutable;
using Cloudburst.Lattices;
using Cloudburst.Sessions;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>
/// A machine's cache: holds the newest versions it has heard of, evicts some now and then, and drives the protocols of the levels with them, as the real one does. All that it
/// knows dies with it.
/// </summary>
internal sealed class CacheNode : Node
{
    private const long TickEvery = 25_000;
    private const double Eviction = 0.3;
    private static readonly TimeSpan PinLifetime = TimeSpan.FromMilliseconds(600);
    private readonly Flaw _flaw;
    private readonly HashSet<ulong> _asked = [];
    private readonly CausalReads _causal;
    private readonly CausalWriter _writer;
    private readonly RepeatableReads _repeatable;

    public CacheNode(NodeContext context, VersionNames names, Flaw flaw, Weather weather)
        : base(context)
    {
        _flaw = flaw;
        Names = names;
        Questions = new(context);
        Clock = new HybridClock(Incarnation = context.Random.Next(), new SimulatedTime(context));
        Feed = new CacheFeed(context, Table, flaw, weather, Apply, ReadAllAgain);
        _causal = new CausalReads(this);
        _writer = new CausalWriter(this);
        _repeatable = new RepeatableReads(this);
    }

    public string Name => Context.Name;

    public long Now => Context.Now;

    public ulong Incarnation { get; }

    public HybridClock Clock { get; }

    public VersionNames Names { get; }

    public CacheTable Table { get; } = new();

    public CacheFeed Feed { get; }

    public Questions Questions { get; }

    public SnapshotStore Snapshots { get; } = new();

    public override void Start()
    {
        Feed.Connect();
        Context.SetTimer(Context.Random.Between(1, TickEvery), new Tick());
    }

    public override void Receive(string from, object message)
    {
        switch (message)
        {
            case Answer answer:
                Questions.Receive(answer);
                break;
            case Segment segment:
                Feed.Receive(segment);
                break;
            case Release release:
                Snapshots.Release(release.Session);
                break;
            // The link from an executor does not repeat.
            case Ask ask when _asked.Add(ask.Id):
                Serve(ask.Wanted, got => Context.Send(from, new Answer(ask.Id, got)));
                break;
        }
    }

    public override void Timer(object tag)
    {
        switch (tag)
        {
            case Questions.Overdue overdue:
                Questions.Timer(overdue);
                break;
            case CacheFeed.SyncOverdue overdue:
                Feed.Timer(overdue);
                break;
            case CacheFeed.GapOverdue overdue:
                Feed.Timer(overdue);
                break;
            case CacheFeed.Redial:
                Feed.Connect();
                break;
            case Tick tick:
                TidyUp();
                Context.SetTimer(TickEvery, tick);
                break;
        }
    }

    /// <summary>Reads keys from the store although they may be held: watched first and read second, so that an update in between is pushed. Null when it is silent.</summary>
    public void ReadStore(ImmutableArray<string> keys, Action<ImmutableArray<ReadOnlyMemory<byte>>?> then)
    {
        Hold(keys);
        var epoch = Feed.Epoch;
        var watched = keys.Where(key => Table.Find(key)!.IsWatched).ToHashSet();
        Questions.Ask("store", new StoreRead(keys), got =>
        {
            if (got is not StoreValues values)
            {
                then(null);
                return;
            }

            for (var i = 0; i < keys.Length; i++)
            {
                Table.Merge(keys[i], values.Capsules[i]);
                if (epoch == Feed.Epoch && watched.Contains(keys[i]) && Table.Find(keys[i]) is { IsWatched: true, Value: not null } entry)
                    entry.ExactIn = epoch;
            }

            then(values.Capsules);
        });
    }

    /// <summary>Has entries for keys, which the feed watches from now on.</summary>
    public void Hold(ImmutableArray<string> keys)
    {
        ImmutableArray<string> added = [.. keys.Where(Table.TryAdd)];
        if (!added.IsEmpty)
            Feed.Watch(added);
    }

    public bool IsWrong(Flaw flaw) => _flaw == flaw;

    public ulong NewReplica() => Context.Random.Next();

    public void Ask(string to, object wanted, Action<object?> then) => Questions.Ask(to, wanted, then);

    private void Serve(object wanted, Action<object?> answer)
    {
        switch (wanted)
        {
            case CacheRead read:
                var judged = IsWrong(Flaw.IgnoresConstraints) ? read with { Constraints = SessionRecord.Empty } : read;
                if (read.Level == SessionLevel.RepeatableRead)
                    _repeatable.Read(judged, answer);
                else
                    _causal.Read(judged, answer);
                break;
            case RegisterWrite write:
                _repeatable.Write(write, answer);
                break;
            case RegisterDelete delete:
                _repeatable.Delete(delete, answer);
                break;
            case Flush flush:
                _repeatable.Flush(flush, answer);
                break;
            case SnapshotRead read:
                answer(Snapshots.TryFind(read.Session, read.Key, read.Version, out var capsule) ? (object)capsule : null);
                break;
            case CausalWrite write:
                _writer.Write(write with { Basis = write.Basis with { Context = ContextOf(write) } }, answer);
                break;
            default:
                throw new ArgumentException($"A cache is not asked for that: {wanted}", nameof(wanted));
        }
    }

    private CausalContext ContextOf(CausalWrite write) => _flaw switch
    {
        Flaw.ForgetsContext => CausalContext.Empty,
        Flaw.ReplacesUnseen => write.Basis.Context.Cover,
        _ => write.Basis.Context,
    };

    private void Apply(Update update)
    {
        foreach (var (key, capsule) in update.Values)
        {
            if (Table.Find(key) is { } entry && capsule.IsEmpty)
                entry.IsWatched = true;
            else
                Table.Merge(key, capsule);
        }
    }

    private void ReadAllAgain()
    {
        if (Table.Keys.Count == 0)
            return;
        ImmutableArray<string> keys = [.. Table.Keys];
        Questions.Ask("store", new StoreRead(keys), got =>
        {
            for (var i = 0; i < keys.Length && got is StoreValues; i++)
                Table.Merge(keys[i], ((StoreValues)got).Capsules[i]);
        });
    }

    private void TidyUp()
    {
        Snapshots.ReleaseAbandoned(TimeSpan.FromMicroseconds(Now) - PinLifetime);
        var droppable = Table.Keys.Where(key => !_repeatable.IsDirty(key)).ToList();
        if (droppable.Count == 0 || !Context.Random.Chance(Eviction))
            return;
        var key = Context.Random.Pick(droppable);
        Table.Remove(key);
        Feed.Unwatch(key);
    }

    private sealed record Tick;
}

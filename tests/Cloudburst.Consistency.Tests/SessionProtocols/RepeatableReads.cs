using Cloudburst.Lattices;
using Cloudburst.Sessions;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>
/// Drives Algorithm 1: the first read of a key pins its version here, later ones get that version, from the cache that pinned it when this one has moved on. Writes are shown
/// here at once and reach the store some time later, for as long as this cache lives.
/// </summary>
internal sealed class RepeatableReads(CacheNode cache)
{
    private readonly List<RegisterWrite> _inFlight = [];
    private readonly HashSet<string> _failed = [];
    private readonly List<(Flush Flush, Action<object?> Answer)> _flushes = [];

    public bool IsDirty(string key) => _inFlight.Exists(write => write.Key == key);

    public void Read(CacheRead read, Action<object?> answer)
    {
        var values = new ReadOnlyMemory<byte>[read.Keys.Length];
        Next(0);

        void Next(int i)
        {
            if (i < values.Length)
            {
                ReadOne(read, read.Keys[i], value =>
                {
                    if (value is null)
                    {
                        answer(null);
                        return;
                    }

                    values[i] = value.Value;
                    Next(i + 1);
                });
                return;
            }

            for (var pinned = 0; pinned < values.Length; pinned++)
                Pin(read.Session, read.Keys[pinned], values[pinned]);
            answer(new CacheValues([.. values], cache.Name, cache.Incarnation));
        }
    }

    public void Write(RegisterWrite write, Action<object?> answer)
    {
        cache.Hold([write.Key]);
        if (cache.Table.Find(write.Key)?.Value is not { } held)
        {
            // Only the store knows whether there was a deletion.
            Show(write, deletion => answer(deletion is null ? Done(write) : Superseded(deletion.Value)));
            return;
        }

        if (Capsules.Supersedes(held, write.Capsule) is { } later)
        {
            answer(Superseded(later));
            return;
        }

        Show(write, deletion =>
        {
            // It was shown, and is not there.
            if (deletion is not null)
                _failed.Add(write.Session);
        });
        answer(Done(write));
    }

    public void Delete(RegisterDelete delete, Action<object?> answer)
    {
        if (cache.Table.Find(delete.Key)?.Value is { } held)
            Delete(held);
        else
            cache.ReadStore([delete.Key], capsules =>
            {
                if (capsules is null)
                    answer(null);
                else
                    Delete(capsules.Value[0]);
            });

        void Delete(ReadOnlyMemory<byte> seen)
        {
            // Later than what it deletes, as this cache knows it, and than all that its session has done elsewhere.
            if (!cache.IsWrong(Flaw.DeletesByOwnClock))
                cache.Clock.Observe(delete.Time);
            cache.Clock.Observe(seen.IsEmpty ? Stamp.Zero : Capsule.EpochOf(seen.Span));
            var stamp = cache.Clock.Next();
            cache.Names.Add(stamp, delete.Version);
            var write = new RegisterWrite(delete.Session, delete.Key, Capsule.Tombstone(stamp));
            cache.Hold([write.Key]);
            Show(write, static _ => { });
            answer(Done(write) with { Stamp = stamp });
        }
    }

    public void Flush(Flush flush, Action<object?> answer)
    {
        if (flush.Incarnation != cache.Incarnation)
        {
            answer(null);
            return;
        }

        _flushes.Add((flush, answer));
        AnswerFlushes();
    }

    private Written Done(RegisterWrite write) => new(Pin(write.Session, write.Key, write.Capsule).Bytes, cache.Name, cache.Incarnation);

    private Written Superseded(Stamp deletion) => new(default, cache.Name, cache.Incarnation, SupersededBy: deletion);

    private void Show(RegisterWrite write, Action<Stamp?> stored)
    {
        cache.Table.MergeWrite(write.Key, write.Capsule);
        _inFlight.Add(write);
        Store(write, stored);
    }

    private void Store(RegisterWrite write, Action<Stamp?> stored) => cache.Ask("store", new StoreJoin(write.Key, write.Capsule), got =>
    {
        if (got is not StoreJoined { SupersededBy: var deletion })
        {
            Store(write, stored);
            return;
        }

        _inFlight.Remove(write);
        stored(deletion);
        if (deletion is not null)
            cache.ReadStore([write.Key], static _ => { });
        AnswerFlushes();
    });

    private void AnswerFlushes()
    {
        foreach (var done in _flushes.FindAll(flush => !_inFlight.Exists(write => write.Session == flush.Flush.Session)))
        {
            _flushes.Remove(done);
            done.Answer(_failed.Contains(done.Flush.Session) ? null : done.Flush);
        }
    }

    private void ReadOne(CacheRead read, string key, Action<ReadOnlyMemory<byte>?> then)
    {
        var known = read.Constraints.Reads.Where(version => version.Key == key).ToList();
        if (known.Count > 0)
            ReadKnown(read.Session, known, default, then);
        else if (!cache.IsWrong(Flaw.IgnoresConstraints) && cache.Snapshots.TryFindFirst(read.Session, key, out var first))
            then(first);
        else if (cache.Table.Find(key)?.Value is { } held)
            then(Capsules.Visible(held));
        else
            cache.ReadStore([key], capsules => then(capsules is null ? null : Capsules.Visible(cache.Table.Find(key)?.Value ?? capsules.Value[0])));
    }

    /// <summary>The version of the session, or the join of those that branches have read.</summary>
    private void ReadKnown(string session, List<VersionEntry> known, ReadOnlyMemory<byte> joined, Action<ReadOnlyMemory<byte>?> then)
    {
        if (known.Count == 0)
        {
            then(joined);
            return;
        }

        var (next, others) = (known[0], known[1..]);

        if (TryFindHere(session, next, out var here))
            ReadKnown(session, others, Capsules.Join(joined, here), then);
        else if (next.Cache == cache.Name)
            then(null);
        else
            cache.Ask(next.Cache, new SnapshotRead(session, next.Key, VersionToken.Read(next.Version)), got =>
            {
                if (got is ReadOnlyMemory<byte> there)
                    ReadKnown(session, others, Capsules.Join(joined, there), then);
                else
                    then(null);
            });
    }

    private bool TryFindHere(string session, VersionEntry wanted, out ReadOnlyMemory<byte> value)
    {
        value = default;
        var version = VersionToken.Read(wanted.Version);
        if (version.IsAbsent || cache.Snapshots.TryFind(session, wanted.Key, version, out value))
            return true;
        if (cache.Table.Find(wanted.Key)?.Value is not { } current || VersionToken.OfSnapshot(current.Span) != version)
            return false;
        value = current;
        return true;
    }

    private VersionToken Pin(string session, string key, ReadOnlyMemory<byte> capsule) =>
        cache.Snapshots.Pin(session, key, capsule, TimeSpan.FromMicroseconds(cache.Now));
}

using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Atomic visibility: a committed session sees all writes of another session or none (no fractured reads), nothing of one that failed, and nothing that the other replaced
/// itself before it committed. The state that remained is held to the same.
/// </summary>
public sealed class AtomicVisibilityChecker : Checker
{
    public AtomicVisibilityChecker() => Judged = session => session.Level == Level.Transactional;

    public override string Guarantee => "atomic visibility";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var view = TransactionView.Cache(history);
        var found = new List<Violation>();
        foreach (var session in JudgedSessions(history).Where(session => session.Outcome == Outcome.Committed))
        {
            var reads = view(session).Reads.Select(read => new Seen(read.Place.ToString(), read.Place, read.Key, read.Versions)).ToList();
            found.AddRange(Judge(history, view, reads, session.Name));
        }

        var remained = history.Final.Select(final => new Seen($"what remained of {final.Key}", null, final.Key, final.Value)).ToList();
        found.AddRange(Judge(history, view, remained, "what remained"));
        return found;
    }

    private IEnumerable<Violation> Judge(History history, Func<Session, TransactionView> view, List<Seen> reads, string reader)
    {
        var sources = from read in reads
                      from version in read.Versions
                      let writer = history.WriterOf(version)?.Session
                      where writer is not null && Judged(writer)
                      select (Read: read, Version: version, Writer: view(writer));
        var fractured = new HashSet<(Session, string)>();
        foreach (var (read, version, writer) in sources)
        {
            var name = writer.Session.Name;
            if (writer.Session.Outcome == Outcome.Failed)
                yield return Found($"{read.What} shows {Named(history, version)}, but {name} failed and must have no effect.", [.. WriterOf(history, version), .. read.At]);
            if (writer.Intermediate.Contains(version))
                yield return Found($"{read.What} shows {version}, which {name} replaced itself before it committed.", [.. WriterOf(history, version), .. read.At]);
            foreach (var write in writer.Writes)
            {
                var missed = reads.Find(other => other != read && other.Key == write.Key && history.Versions.IsOlder(other.Versions, write.Version));
                if (missed is not null && fractured.Add((writer.Session, write.Key)))
                {
                    yield return Found(
                        $"{reader} saw half of {name}: {read.What} shows {version}, but {missed.What} shows {Named(missed.Versions)}, from before {write.Place}.",
                        [write.Place, .. read.At, .. missed.At]);
                }
            }
        }
    }

    private sealed record Seen(string What, Place? Place, string Key, ImmutableArray<string> Versions)
    {
        public IEnumerable<Place> At => Place is { } place ? [place] : [];
    }
}

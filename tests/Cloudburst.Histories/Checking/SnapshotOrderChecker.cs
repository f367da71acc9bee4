using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Snapshot isolation's order: there is one line of commits on which every snapshot is a point. Without it two sessions may see two commits in opposite orders (a long
/// fork), each from a snapshot that is sound by itself.
/// </summary>
/// <remarks>
/// Every session has a snapshot and a commit after it. A commit is before the snapshots that show it and before the commits that replaced it; a snapshot is before the
/// commits that replaced what it shows. The promise holds exactly when these go round in no circle (Adya's start-ordered graph).
/// </remarks>
public sealed class SnapshotOrderChecker : Checker
{
    public SnapshotOrderChecker() => Judged = session => session.Level == Level.Transactional;

    public override string Guarantee => "snapshot order";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var view = TransactionView.Cache(history);
        var order = new CommitOrder(history, view, Judged);
        var graph = new EventGraph();
        foreach (var session in JudgedSessions(history).Where(session => session.Outcome != Outcome.Failed))
        {
            graph.Add(Snapshot(session), Commit(session), "");
            foreach (var source in order.ReadFrom(session))
                graph.Add(Commit(source), Snapshot(session), $"{session.Name} saw a write of {source.Name}");
            foreach (var source in order.Replaced(session))
                graph.Add(Commit(source), Commit(session), $"{session.Name} replaced a write of {source.Name}");
            // Only who committed is known to have read what it read.
            foreach (var read in view(session).Reads.Where(_ => session.Outcome == Outcome.Committed))
            {
                foreach (var writer in order.Replacements(session, read))
                    graph.Add(Snapshot(session), Commit(writer.Session), $"{read.Place} was from before {writer}");
            }
        }

        return graph.Circle() is { Count: > 0 } circle
            ? [Found($"No order of commits explains that {string.Join(", and ", circle.Select(edge => edge.Why).Where(why => why.Length > 0))}.", Places(circle))]
            : [];
    }

    private static Event Snapshot(Session session) => new(session, IsCommit: false);

    private static Event Commit(Session session) => new(session, IsCommit: true);

    private static IEnumerable<Place> Places(IEnumerable<EventGraph.Edge> circle) =>
        circle.Select(edge => edge.From.Session).Distinct().SelectMany(session => session.Places);
}

/// <summary>A session's snapshot or commit.</summary>
internal readonly record struct Event(Session Session, bool IsCommit);

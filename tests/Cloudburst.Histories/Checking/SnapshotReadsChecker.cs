using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Snapshot reads: all that a committed session read of others was there at one moment. It is not when something that it read had already been replaced by a session
/// whose effects (direct, or through sessions that read or replaced them) are in another of its reads.
/// </summary>
/// <remarks>Judges each session for itself; whether the snapshots of all lie on one line is <see cref="SnapshotOrderChecker"/>'s question.</remarks>
public sealed class SnapshotReadsChecker : Checker
{
    public SnapshotReadsChecker() => Judged = session => session.Level == Level.Transactional;

    public override string Guarantee => "snapshot reads";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var view = TransactionView.Cache(history);
        var order = new CommitOrder(history, view, Judged);
        var found = new List<Violation>();
        foreach (var reader in JudgedSessions(history).Where(session => session.Outcome == Outcome.Committed).Select(view))
        {
            if (Torn(history, reader, order) is not var (old, replacement, through))
                continue;
            found.Add(Found(
                $"{reader.Session.Name} read no snapshot: {old.Place} shows {Named(old.Versions)} of {old.Key}, which {replacement} had replaced, but {through} shows effects of {replacement.Session.Name}.",
                [replacement, old.Place, through]));
        }

        return found;
    }

    /// <summary>The first read whose version had been replaced by a session that another read shows.</summary>
    private static (TransactionRead Old, Place Replacement, Place Through)? Torn(History history, TransactionView reader, CommitOrder order)
    {
        var shown = reader.Reads.SelectMany(read => order.Writers(read.Versions), (read, writer) => (read.Place, Writer: writer)).DistinctBy(one => one.Writer).ToList();
        var isShown = order.In(shown.Select(one => one.Writer));
        foreach (var old in reader.Reads)
        {
            foreach (var replacement in order.Replacements(reader.Session, old).Where(writer => isShown(writer.Session)))
                return (old, replacement, shown.First(one => order.IsIn(replacement.Session, one.Writer)).Place);
        }

        return null;
    }
}

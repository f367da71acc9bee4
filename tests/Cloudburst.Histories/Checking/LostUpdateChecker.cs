using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// No lost update among transactions: of two committed sessions that read the same version of a key, one at most replaces it; the other would write over an update that it
/// never saw.
/// </summary>
public sealed class LostUpdateChecker : Checker
{
    public LostUpdateChecker() => Judged = session => session.Level == Level.Transactional;

    public override string Guarantee => "no lost update";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var updates = JudgedSessions(history)
            .Where(session => session.Outcome == Outcome.Committed)
            .SelectMany(session => Updates(new(history, session)))
            .ToList();
        return [.. SameBase(updates), .. Between(history, updates)];
    }

    private static IEnumerable<Update> Updates(TransactionView transaction) =>
        from write in transaction.Writes
        let read = transaction.Reads.LastOrDefault(read => read.Key == write.Key)
        where read is not null
        select new Update(write.Key, Notation.Versions(read.Versions), read.Place, write.Place, write.Version);

    private IEnumerable<Violation> SameBase(List<Update> updates) =>
        from basis in updates.GroupBy(update => (update.Key, update.Based))
        let rivals = basis.DistinctBy(update => update.Write.Session).ToList()
        where rivals.Count > 1
        select Found(
            $"Of {string.Join(" and ", rivals.Select(rival => rival.Write))} only one may stand: each replaced {(basis.Key.Based == "-" ? "nothing" : basis.Key.Based)} of {basis.Key.Key}, the last that its session had read.",
            rivals.Select(rival => rival.Write));

    /// <summary>With the store's own order: what a session replaced must be what it had read, not something that came in between from one who read nothing.</summary>
    private IEnumerable<Violation> Between(History history, List<Update> updates)
    {
        foreach (var update in updates)
        {
            if (!history.Installed.TryGetValue(update.Key, out var installed))
                continue;
            var based = installed.IndexOf(update.Based);
            if (based < 0 && update.Based != "-")
                continue;
            var unseen = installed.Take(installed.IndexOf(update.Version)).Skip(based + 1)
                .Select(history.WriterOf)
                .OfType<Place>()
                .Where(other => other.Session != update.Write.Session && Judged(other.Session) && other.Session.Outcome == Outcome.Committed)
                // Two that read the same are told above, once.
                .Where(other => !updates.Exists(rival => rival.Write == other && rival.Based == update.Based));
            foreach (var other in unseen.Take(1))
                yield return Found($"{update.Write} replaced what {other} wrote without having seen it: {update.Read} was the last that its session had read of {update.Key}.", [other, update.Write]);
        }
    }

    private sealed record Update(string Key, string Based, Place Read, Place Write, string Version);
}

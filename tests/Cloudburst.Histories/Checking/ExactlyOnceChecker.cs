using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Exactly once: however often a request was executed, the effects of one attempt remain, and of none if all failed. Seen in versions (of two attempts, only one's writes
/// may ever be seen or acknowledged) and in counters that only judged sessions add to (every acknowledged addition counted once).
/// </summary>
public sealed class ExactlyOnceChecker : Checker
{
    public ExactlyOnceChecker() => Judged = session => session.Level == Level.Transactional;

    public override string Guarantee => "exactly once";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var requests = JudgedSessions(history).GroupBy(session => session.Request).ToList();
        var seen = SeenVersions(history);
        return
        [
            .. from request in requests
               let effective = request.Select(attempt => (Attempt: attempt, Effect: Effect(attempt, seen))).Where(attempt => attempt.Effect is not null).ToList()
               where effective.Count > 1
               select Found(
                   $"Request {request.Key} took effect {effective.Count} times: {string.Join(" and ", effective.Select(one => one.Effect))}.",
                   effective.Select(one => one.Effect!.Value)),
            .. history.Counters.SelectMany(counter => CheckCounter(requests, counter.Key, counter.Value)),
        ];
    }

    /// <summary>Versions that somebody of another request read, or that the store took in or still had in the end.</summary>
    private static HashSet<string> SeenVersions(History history) =>
    [
        .. from session in history.Sessions
           from place in session.Places
           from read in place.Operation.Reads()
           from version in read.Versions
           where history.WriterOf(version) is { } writer && writer.Session.Request != session.Request
           select version,
        .. history.Installed.Values.SelectMany(versions => versions),
        .. history.Final.Values.SelectMany(versions => versions),
    ];

    private static Place? Effect(Session attempt, HashSet<string> seen) => attempt.Places
        .Where(place => place.Operation.Writes() is var (_, version) && (attempt.Outcome == Outcome.Committed || seen.Contains(version)))
        .Select(place => (Place?)place)
        .FirstOrDefault();

    private IEnumerable<Violation> CheckCounter(List<IGrouping<string, Session>> requests, string key, long value)
    {
        var (least, most) = (0L, 0L);
        var culprits = new List<Place>();
        foreach (var request in requests)
        {
            var attempts = request.Select(attempt => (attempt.Outcome, Adds: attempt.Places.Where(place => place.Operation is Add add && add.Key == key).ToList())).ToList();
            culprits.AddRange(attempts.SelectMany(attempt => attempt.Adds));
            var possible = Possible(attempts.Select(attempt => (attempt.Outcome, attempt.Adds.Sum(place => ((Add)place.Operation).Amount)))).ToList();
            least += possible.Min();
            most += possible.Max();
        }

        if (value < least || value > most)
        {
            var expected = least == most ? $"{least}" : $"{least} to {most}";
            yield return Found($"Counter {key} holds {value} after acknowledged additions of {expected}: {(value < least ? "some were lost" : "some were counted twice")}.", culprits);
        }
    }

    /// <summary>What a request may have added: what its committed attempt did, otherwise that of any one attempt whose end nobody knows, or nothing.</summary>
    private static IEnumerable<long> Possible(IEnumerable<(Outcome Outcome, long Sum)> attempts)
    {
        var all = attempts.ToList();
        var committed = all.Where(attempt => attempt.Outcome == Outcome.Committed).ToList();
        // A later attempt may find the commit of an earlier one and answer from it, with nothing added by itself.
        if (committed.Exists(attempt => attempt.Sum != 0))
            return committed.Where(attempt => attempt.Sum != 0).Take(1).Select(attempt => attempt.Sum);
        var unknown = all.Where(attempt => attempt.Outcome == Outcome.Unknown && attempt.Sum != 0).Select(attempt => attempt.Sum);
        return unknown.Append(0);
    }
}

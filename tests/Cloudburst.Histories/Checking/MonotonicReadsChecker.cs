using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>Session guarantee: along the DAG, a later read of a key is never older than an earlier one. Parallel branches may differ; a join has seen them all.</summary>
public sealed class MonotonicReadsChecker : Checker
{
    public override string Guarantee => "monotonic reads";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var found = new List<Violation>();
        foreach (var session in JudgedSessions(history))
        {
            session.Walk<ImmutableHashSet<(string Key, string Version, Place Place)>>(PathState.Union, (seen, place) =>
            {
                foreach (var (key, returned) in place.Operation.Reads())
                {
                    var newer = seen.Where(earlier => earlier.Key == key && history.Causality.IsOlder(returned, earlier.Version)).ToList();
                    if (newer is [var first, ..])
                    {
                        found.Add(Found(
                            $"{place} returned {Named(returned)} for {key}, which is older than {Named(history, first.Version)} that {first.Place} had returned upstream.",
                            [first.Place, place]));
                    }
                }

                return seen.Union(place.Operation.Reads().SelectMany(read => read.Versions, (read, version) => (read.Key, version, place)));
            });
        }

        return found;
    }
}

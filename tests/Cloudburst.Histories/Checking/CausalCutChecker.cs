using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Causal cut (the paper's multi-key causal, "bolt-on"): what one read request gets from its cache fits together. If a returned version depends on a version of another key
/// of the request, then what was returned for that key is not older.
/// </summary>
public sealed class CausalCutChecker : Checker
{
    public override string Guarantee => "causal cut";

    public override IReadOnlyList<Violation> Check(History history) =>
    [
        .. from place in JudgedSessions(history).SelectMany(session => session.Places)
           from gap in Gaps(history, place)
           select Found(
               $"{place} returned {Named(history, gap.Version)} for {gap.Key}, which depends on {Named(history, gap.Required)}, but an older version of {gap.OlderKey}"
               + (place.Invocation.Cache is { } cache ? $", at {cache}." : "."),
               [.. WriterOf(history, gap.Required), .. WriterOf(history, gap.Version), place]),
    ];

    /// <summary>Every ordered pair of keys of a request that don't fit together: the first depends on a version of the second that is newer than what was returned.</summary>
    internal static IEnumerable<Gap> Gaps(History history, Place place)
    {
        if (place.Operation is not Read { Got.Count: > 1 } read)
            yield break;
        var order = history.Causality;
        foreach (var (key, versions) in read.Got)
        {
            var past = new NumberSet();
            foreach (var version in versions)
                order.Observe(past, version);
            foreach (var (other, returned) in read.Got.Where(other => other.Key != key))
            {
                if (order.Newest(other, past).FirstOrDefault(required => order.IsOlder(returned, required)) is { } required)
                    yield return new(key, versions.First(version => order.Precedes(required, version)), other, required);
            }
        }
    }

    internal readonly record struct Gap(string Key, string Version, string OlderKey, string Required);
}

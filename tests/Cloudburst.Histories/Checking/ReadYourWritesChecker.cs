using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Session guarantee: a read of a key that was written in the same invocation or upstream of it is not older than that write. A version that is newer, or that a concurrent
/// session wrote, is fine; with <see cref="KeepsSiblings"/>, for the levels that lose no concurrent write, the own write must be among what is returned, or something that
/// has seen it.
/// </summary>
public sealed class ReadYourWritesChecker : Checker
{
    public override string Guarantee => "read your writes";

    /// <summary>Whether a read returns every concurrent version, so that the own write can't be hidden by one. Default: no.</summary>
    public bool KeepsSiblings { get; init; }

    public override IReadOnlyList<Violation> Check(History history)
    {
        var found = new List<Violation>();
        foreach (var session in JudgedSessions(history))
        {
            session.Walk<ImmutableHashSet<(string Key, string Version, Place Place)>>(PathState.Union, (own, place) =>
            {
                foreach (var (key, returned) in place.Operation.Reads())
                {
                    var unseen = own.Where(write => write.Key == key && IsHidden(history.Causality, returned, write.Version)).ToList();
                    if (unseen is [var first, ..])
                        found.Add(Found($"{place} returned {Named(returned)} for {key} and did not see its own session's {first.Place}.", [first.Place, place]));
                }

                return place.Operation.Writes() is var (written, version) ? own.Add((written, version, place)) : own;
            });
        }

        return found;
    }

    private bool IsHidden(CausalOrder order, ImmutableArray<string> returned, string write) =>
        KeepsSiblings ? !order.Covers(returned, write) : order.IsOlder(returned, write);
}

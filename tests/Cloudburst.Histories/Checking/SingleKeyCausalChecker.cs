using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Single-key causality: a version is replaced only by a write whose session had seen it; writes that did not see each other stay beside each other. So no acknowledged
/// version vanishes from what remained unless a version there replaced it, and no version stands beside one that replaced it.
/// </summary>
public sealed class SingleKeyCausalChecker : Checker
{
    public override string Guarantee => "single-key causal";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var order = history.Causality;
        var found = new List<Violation>();
        foreach (var place in JudgedSessions(history).SelectMany(session => session.Places))
        {
            foreach (var (key, returned) in place.Operation.Reads())
            {
                if (Replaced(order, returned) is var (old, by))
                    found.Add(Found($"{place} returned {old} of {key} beside {Named(history, by)}, which replaced it.", [place, .. WriterOf(history, by)]));
            }

            if (place.Operation.Writes() is var (written, version) && place.IsAcknowledged
                && history.Final.TryGetValue(written, out var final) && !order.Covers(final, version))
            {
                found.Add(Found(
                    $"{place} was acknowledged and is lost: {Named(final)} remained of {written}, and nobody who wrote that had read {version}.",
                    [place, .. final.SelectMany(remained => WriterOf(history, remained))]));
            }
        }

        foreach (var (key, final) in history.Final)
        {
            if (Replaced(order, final) is var (old, by))
                found.Add(Found($"{old} remained of {key} beside {Named(history, by)}, which replaced it.", WriterOf(history, by)));
        }

        return found;
    }

    private static (string Old, string By)? Replaced(CausalOrder order, ImmutableArray<string> siblings)
    {
        foreach (var old in siblings)
        {
            if (siblings.FirstOrDefault(by => order.Replaces(by, old)) is { } by)
                return (old, by);
        }

        return null;
    }
}

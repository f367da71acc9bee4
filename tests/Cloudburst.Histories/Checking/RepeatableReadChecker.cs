using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Repeatable read (the paper's DSRR, Algorithm 1): along every path of a session's DAG each key has one version: the session's own latest write, else what was first read.
/// </summary>
/// <remarks>
/// The paper defines it for linear DAGs. Here, branches may read different versions of a key; the join goes on with one of them, or with their siblings, and never with one
/// that another branch had seen before it wrote its own. Which one is the implementation's rule (the newest, for last-writer-wins), but it is a rule: a history in which
/// x1 is preferred to x2 here and x2 to x1 there is refused.
/// </remarks>
public sealed class RepeatableReadChecker : Checker
{
    public override string Guarantee => "repeatable read";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var found = new List<Violation>();
        var preferred = new Dictionary<(string Chosen, string Left), Place>();
        foreach (var session in JudgedSessions(history))
            session.Walk<ImmutableDictionary<string, KeyView>>(KeyView.Join, (views, place) => Step(history, views, place, found, preferred));
        return found;
    }

    private ImmutableDictionary<string, KeyView> Step(
        History history, ImmutableDictionary<string, KeyView> views, Place place, List<Violation> found, Dictionary<(string, string), Place> preferred)
    {
        foreach (var (key, returned) in place.Operation.Reads())
        {
            if (views.TryGetValue(key, out var view))
            {
                if (!view.Allows(returned))
                    found.Add(Found($"{place} returned {Named(returned)} for {key}, but the session had {view} there.", [.. view.Places, place]));
                else if (Contradiction(view, returned, place, preferred) is { } other)
                    found.Add(Found($"{place} chose {Named(returned)} where branches with {view} meet, but {other} chose the other way round.", [other, place]));
                views = views.SetItem(key, view.Settle(returned, place));
            }
            else
            {
                views = views.Add(key, KeyView.FirstRead(returned, place));
            }
        }

        if (place.Operation.Writes() is var (written, version))
            views = views.SetItem(written, views.TryGetValue(written, out var before) ? before.Overwrite(version, place) : KeyView.FirstWrite(version, place));
        return views;
    }

    private static Place? Contradiction(KeyView view, ImmutableArray<string> returned, Place place, Dictionary<(string, string), Place> preferred)
    {
        if (returned is not [var chosen])
            return null;
        foreach (var left in view.Versions.Where(version => version != chosen))
        {
            if (preferred.TryGetValue((left, chosen), out var other))
                return other;
            preferred.TryAdd((chosen, left), place);
        }

        return null;
    }
}

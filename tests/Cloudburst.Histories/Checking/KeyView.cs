using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>What a session holds of one key at one point of its DAG: one candidate, or one per branch behind a join.</summary>
internal sealed class KeyView
{
    private readonly ImmutableArray<Candidate> _candidates;

    private KeyView(ImmutableArray<Candidate> candidates) => _candidates = candidates;

    public IEnumerable<string> Versions => _candidates.SelectMany(candidate => candidate.Versions).Distinct();

    public IEnumerable<Place> Places => _candidates.Select(candidate => candidate.From).Distinct();

    public static KeyView FirstRead(ImmutableArray<string> returned, Place place) => new([new(returned, place, [])]);

    public static KeyView FirstWrite(string version, Place place) => new([new([version], place, [])]);

    /// <summary>A join of the DAG: what the branches hold, without what another branch had before its own write.</summary>
    public static ImmutableDictionary<string, KeyView> Join(IReadOnlyList<ImmutableDictionary<string, KeyView>> branches)
    {
        if (branches is [var only])
            return only;
        var joined = ImmutableDictionary<string, KeyView>.Empty;
        foreach (var (key, view) in branches.SelectMany(branch => branch))
            joined = joined.SetItem(key, joined.TryGetValue(key, out var other) ? other.With(view) : view);
        return joined;
    }

    /// <summary>Whether a read may return that: one of the candidates, or all siblings of several.</summary>
    public bool Allows(ImmutableArray<string> returned) =>
        _candidates.Any(candidate => candidate.IsExactly(returned))
        || (returned.Length > 1 && _candidates.Length > 1 && _candidates.SelectMany(candidate => candidate.Versions).ToHashSet().SetEquals(returned));

    /// <summary>A read has returned that: from here on it is what the session holds, right or wrong.</summary>
    public KeyView Settle(ImmutableArray<string> returned, Place place) =>
        _candidates is [var only] && only.IsExactly(returned) ? this : new([new(returned, place, Everything())]);

    /// <summary>The session has written the key itself.</summary>
    public KeyView Overwrite(string version, Place place) => new([new([version], place, Everything())]);

    public override string ToString() => string.Join(" or ", _candidates.Select(candidate => candidate.ToString()));

    private KeyView With(KeyView other)
    {
        var all = _candidates.Concat(other._candidates).DistinctBy(candidate => Notation.Versions(candidate.Versions)).ToList();
        var left = all.Where(candidate => !all.Exists(winner => winner.Replaces(candidate))).ToList();
        // Branches that each decided against the other's choice leave nothing: a violation already, so that any of them may follow.
        return new([.. left.Count > 0 ? left : all]);
    }

    private ImmutableHashSet<string> Everything() => _candidates.Aggregate(
        ImmutableHashSet<string>.Empty,
        (all, candidate) => all.Union(candidate.Before).Union(candidate.Versions));

    /// <param name="Versions">What a read returned, or the version written. None: the key was absent.</param>
    /// <param name="From">That read or write.</param>
    /// <param name="Before">What the session had held of the key before it.</param>
    private sealed record Candidate(ImmutableArray<string> Versions, Place From, ImmutableHashSet<string> Before)
    {
        public bool IsExactly(ImmutableArray<string> returned) => Versions.Length == returned.Length && Versions.All(returned.Contains);

        public bool Replaces(Candidate other) => !ReferenceEquals(this, other) && !Versions.IsEmpty && !IsExactly(other.Versions) && other.Versions.All(Before.Contains);

        public override string ToString() => $"{(Versions.IsEmpty ? "nothing" : Notation.Versions(Versions))} from {From}";
    }
}

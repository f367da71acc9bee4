using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>
/// Happens-before among versions, from nothing but who had seen what: a -> b if the session of b had read or written a before it wrote b, at that invocation or at one
/// upstream of it, and so on through other sessions. Parallel branches see nothing of each other.
/// </summary>
/// <remarks>
/// Among the versions of one key a narrower order decides which is older: a write replaces the versions of its key that its session had itself read or written, and all that
/// those had replaced; it stands beside any other, also one that its session depends on through other keys. That is what clocks kept per key can tell.
/// Exact, and paid for with up to two bits for each pair of writes: some 30,000 writes take up to 120 MB. Longer runs are judged in pieces.
/// </remarks>
public sealed class CausalOrder
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _versions = [];
    private readonly List<NumberSet> _pasts = [];
    private readonly List<NumberSet> _replaced = [];
    private readonly Dictionary<string, NumberSet> _ofKey = [];

    internal CausalOrder(History history)
    {
        var run = new CausalReplay(history, this);
        run.Run();
        Circle = run.Circle();
    }

    /// <summary>Operations each of which waits for the next, and the last for the first: somebody read the future. Empty in a possible history.</summary>
    public ImmutableArray<Place> Circle { get; }

    /// <summary>Whether <paramref name="later"/> was written by one who had seen <paramref name="earlier"/>, directly or through others.</summary>
    public bool Precedes(string earlier, string later) =>
        _numbers.TryGetValue(earlier, out var number) && _numbers.TryGetValue(later, out var end) && _pasts[end].Contains(number);

    /// <summary>Whether <paramref name="later"/> replaced <paramref name="earlier"/>, a version of the same key, at once or step by step.</summary>
    public bool Replaces(string later, string earlier) =>
        _numbers.TryGetValue(earlier, out var number) && _numbers.TryGetValue(later, out var end) && _replaced[end].Contains(number);

    /// <summary>
    /// The paper's rule: what was returned for a key is too old when the required version replaced every returned one. Newer is fine, concurrent is fine, absent never is.
    /// </summary>
    public bool IsOlder(ImmutableArray<string> returned, string required) =>
        !returned.Contains(required) && returned.All(version => Replaces(required, version));

    /// <summary>The stronger rule, for levels that keep every sibling: the required version was returned, or one that replaced it.</summary>
    public bool Covers(ImmutableArray<string> returned, string required) =>
        returned.Contains(required) || returned.Any(version => Replaces(version, required));

    /// <summary>The versions of a key inside a set, none of which replaced another, the latest found first.</summary>
    public IEnumerable<string> Newest(string key, NumberSet among)
    {
        if (!_ofKey.TryGetValue(key, out var ofKey))
            yield break;
        var covered = new NumberSet();
        foreach (var number in ofKey.Intersect(among))
        {
            // Numbers grow along the order, so whatever covers this one was met before it.
            if (covered.Contains(number))
                continue;
            covered.UnionWith(_replaced[number]);
            yield return _versions[number];
        }
    }

    /// <summary>Adds a version and all that precedes it. One that nobody wrote has no past.</summary>
    public void Observe(NumberSet past, string version)
    {
        if (!_numbers.TryGetValue(version, out var number))
            return;
        past.UnionWith(_pasts[number]);
        past.Add(number);
    }

    /// <summary>What a session had observed, as a state for <see cref="SessionOrder.Walk"/>: the join of branches.</summary>
    public static NumberSet Join(IReadOnlyList<NumberSet> branches)
    {
        var joined = new NumberSet();
        foreach (var branch in branches)
            joined.UnionWith(branch);
        return joined;
    }

    internal bool Has(string version) => _numbers.ContainsKey(version);

    /// <summary>Adds a version alone, as one that the session itself read or wrote.</summary>
    internal void See(NumberSet seen, string version)
    {
        if (_numbers.TryGetValue(version, out var number))
            seen.Add(number);
    }

    /// <summary>Takes in a write whose session had observed that much, and had itself seen those.</summary>
    internal void Append(string key, string version, NumberSet observed, NumberSet seen)
    {
        var number = _versions.Count;
        _numbers.Add(version, number);
        _versions.Add(version);
        _pasts.Add(observed.Copy());
        if (!_ofKey.TryGetValue(key, out var ofKey))
            _ofKey.Add(key, ofKey = new());
        var replaced = new NumberSet();
        foreach (var own in ofKey.Intersect(seen))
        {
            replaced.Add(own);
            replaced.UnionWith(_replaced[own]);
        }

        _replaced.Add(replaced);
        ofKey.Add(number);
    }
}

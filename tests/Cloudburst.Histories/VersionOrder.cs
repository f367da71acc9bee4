using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>
/// Which version of a key replaced which, for the levels where one version replaces another (no siblings): the order in which the store took them in where it was recorded,
/// and for every pair that it says nothing about, the causal order.
/// </summary>
public sealed class VersionOrder
{
    private readonly Dictionary<string, int> _positions = [];
    private readonly ILookup<string, string> _ofKey;
    private readonly CausalOrder _causality;

    internal VersionOrder(History history)
    {
        _causality = history.Causality;
        foreach (var versions in history.Installed.Values)
        {
            for (var i = 0; i < versions.Length; i++)
                _positions.Add(versions[i], i);
        }

        _ofKey = history.Writes().OrderBy(write => _positions.GetValueOrDefault(write.Version, int.MaxValue)).ToLookup(write => write.Key, write => write.Version);
    }

    /// <summary>Whether one version of a key was replaced by another of the same key, at once or step by step.</summary>
    public bool Precedes(string earlier, string later) =>
        _positions.TryGetValue(earlier, out var first) && _positions.TryGetValue(later, out var second) ? first < second : _causality.Precedes(earlier, later);

    /// <summary>Whether what was returned for a key is a state from before the required version was there.</summary>
    public bool IsOlder(ImmutableArray<string> returned, string required) =>
        !returned.Contains(required) && returned.All(version => Precedes(version, required));

    /// <summary>Every version of a key that replaced what was returned, in the order in which the store took them in.</summary>
    public IEnumerable<string> ReplacementsOf(string key, ImmutableArray<string> returned)
    {
        if (returned.IsEmpty)
            return _ofKey[key];
        // In the store's order all that comes later is a replacement, and nothing that comes before it.
        return returned is [var one] && _positions.TryGetValue(one, out var position)
            ? _ofKey[key].Skip(position + 1).Where(version => _positions.ContainsKey(version) || _causality.Precedes(one, version))
            : _ofKey[key].Where(version => IsOlder(returned, version));
    }
}

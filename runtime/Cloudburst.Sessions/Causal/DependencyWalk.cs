using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>Finds what versions depend on, directly and through the values at hand: the causal frontier below them.</summary>
internal sealed class DependencyWalk(SessionLevel level, NewestVersion newest, ulong horizon, int maxVisited)
{
    private readonly Dictionary<string, VectorClock> _required = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CausalValue> _visited = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, VectorClock Clock)> _pending = new();
    private readonly List<string> _unknown = [];

    public bool IsOpen { get; private set; }

    public IReadOnlyList<string> Unknown => _unknown;

    public IReadOnlyList<VersionEntry> Dependencies =>
        [.. _required.Select(static required => new VersionEntry(required.Key, CausalContext.FromVectorClock(required.Value).Encode(), ""))];

    public VectorClock RequiredOf(string key) => _required.GetValueOrDefault(key, VectorClock.Bottom);

    /// <summary>Adds a version that is being read.</summary>
    public void Visit(string key, CausalValue value)
    {
        _visited[key] = value;
        Add(value);
    }

    public void Run()
    {
        while (_pending.TryDequeue(out var next))
        {
            if (_visited.TryGetValue(next.Key, out var known) && known.Clock.Dominates(next.Clock))
                continue;
            if (_visited.Count < maxVisited && TryFind(next.Key, next.Clock, out var value))
            {
                Visit(next.Key, value);
                continue;
            }

            IsOpen = true;
            if (!_visited.ContainsKey(next.Key))
                _unknown.Add(next.Key);
        }
    }

    private void Add(CausalValue value)
    {
        foreach (var dependency in value.Dependencies.Entries)
        {
            // Older ones have reached every cache by now.
            if (!Horizon.IsWithin(dependency.Clock, horizon))
                continue;
            var key = Encoding.UTF8.GetString(dependency.Key.Span);
            _required[key] = _required.TryGetValue(key, out var required) ? required.Join(dependency.Clock) : dependency.Clock;
            _pending.Enqueue((key, dependency.Clock));
        }
    }

    private bool TryFind(string key, VectorClock atLeast, out CausalValue value)
    {
        value = CausalValue.Absent;
        try
        {
            if (!newest(key, out var capsule) || CausalValue.Read(level, capsule) is not { } found || !found.Clock.Dominates(atLeast))
                return false;
            value = found;
            return true;
        }
        catch (LatticeFormatException)
        {
            // Whoever reads that key is told; here it only means that nothing more is known.
            return false;
        }
    }
}

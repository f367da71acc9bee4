using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Tests.Consistency.Models;

/// <summary>
/// Right by construction for the causal levels: replicas that hold siblings and now and then take in all that another has. Each session stays at one replica; many are open
/// at once. Every version keeps all that it replaced: no clocks that could be wrong.
/// </summary>
internal sealed class ReplicatedSystem(int seed)
{
    private static readonly string[] Keys = ["x", "y", "z"];
    private readonly Random _random = new(seed);
    private readonly HistoryRecorder _recorder = new();
    private readonly Replica[] _replicas = [new(), new(), new()];
    private readonly List<Open> _open = [];
    private long _time;

    public History Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            switch (_random.Next(5))
            {
                case 0:
                    _replicas[_random.Next(3)].TakeIn(_replicas[_random.Next(3)]);
                    break;
                case 1 when _open.Count < 6:
                    Begin($"s{i}");
                    break;
                default:
                    Continue();
                    break;
            }
        }

        foreach (var replica in _replicas)
            _replicas[0].TakeIn(replica);
        foreach (var key in Keys)
            _recorder.Final(key, [.. _replicas[0].Get(key)]);
        return _recorder.Build();
    }

    private void Begin(string name)
    {
        var session = _recorder.Begin(name, Level.Causal);
        session.Outcome = Outcome.Committed;
        _open.Add(new(session, _replicas[_random.Next(3)], RandomDag.Next(_random, most: 4)));
    }

    private void Continue()
    {
        if (_open.Count == 0)
            return;
        var session = _open[_random.Next(_open.Count)];
        var (name, after) = session.Functions[session.Observed.Count];
        var observed = after.Aggregate(ImmutableHashSet<string>.Empty, (all, upstream) => all.Union(session.Observed[upstream]));
        var invocation = session.Recorder.Invocation(name, null, after.AsSpan());
        for (var operations = _random.Next(4); operations > 0; operations--)
            observed = Operate(session.Replica, invocation, observed);
        session.Observed.Add(name, observed);
        if (session.Observed.Count == session.Functions.Length)
            _open.Remove(session);
    }

    private ImmutableHashSet<string> Operate(Replica replica, InvocationRecorder invocation, ImmutableHashSet<string> observed)
    {
        var key = Keys[_random.Next(Keys.Length)];
        var (start, end) = (_time++, _time++);
        if (_random.Next(3) == 0)
        {
            var version = _recorder.NewVersion(key);
            invocation.Write(start, end, key, version);
            // A version's id begins with its key.
            var own = observed.Where(seen => seen.StartsWith(key, StringComparison.Ordinal));
            replica.Put(key, version, own.Aggregate(ImmutableHashSet<string>.Empty, (all, seen) => all.Union(replica.Replaced[seen]).Add(seen)));
            return observed.Add(version);
        }

        string[] keys = _random.Next(2) == 0 ? [key] : Keys;
        invocation.Read(start, end, [.. keys.Select(read => (read, replica.Get(read)))]);
        return observed.Union(keys.SelectMany(read => replica.Get(read)));
    }

    private sealed record Open(SessionRecorder Recorder, Replica Replica, ImmutableArray<(string Name, ImmutableArray<string> After)> Functions)
    {
        public Dictionary<string, ImmutableHashSet<string>> Observed { get; } = [];
    }

    private sealed class Replica
    {
        private readonly Dictionary<string, ImmutableArray<string>> _siblings = Keys.ToDictionary(key => key, _ => ImmutableArray<string>.Empty);

        public Dictionary<string, ImmutableHashSet<string>> Replaced { get; } = [];

        public ImmutableArray<string> Get(string key) => _siblings[key];

        public void Put(string key, string version, ImmutableHashSet<string> replaced)
        {
            if (!Replaced.TryAdd(version, replaced))
                return;
            // What was replaced here may come again from a replica that has not heard of it.
            if (_siblings[key].Any(other => Replaced[other].Contains(version)))
                return;
            _siblings[key] = [.. _siblings[key].Where(other => !replaced.Contains(other)), version];
        }

        public void TakeIn(Replica other)
        {
            foreach (var (key, versions) in other._siblings.ToList())
            {
                foreach (var version in versions)
                    Put(key, version, other.Replaced[version]);
            }
        }
    }
}

using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Tests.Consistency.Models;

/// <summary>
/// Right by construction: one session after another, each on a copy of the whole state that becomes the state when it commits. Inside, every function works on its path's
/// copy and a join takes the newest of each key. Some attempts fail and are done again; every key is read before it is written.
/// </summary>
internal sealed class SequentialSystem(int seed)
{
    private static readonly string[] Keys = ["x", "y", "z", "u"];
    private readonly Random _random = new(seed);
    private readonly HistoryRecorder _recorder = new();
    private Copy _state = Copy.Empty;
    private long _counter;
    private long _time;

    /// <summary>A key that every session reads and writes, which leaves only one order of commits. Default: none.</summary>
    public string? Spine { get; init; }

    public History Run(int sessions)
    {
        for (var i = 0; i < sessions; i++)
        {
            var attempt = 1;
            for (; _random.Next(4) == 0; attempt++)
                Attempt(i, attempt, Outcome.Failed);
            Attempt(i, attempt, Outcome.Committed);
        }

        foreach (var key in Keys)
            _recorder.Final(key, [.. _state.Get(key)]);
        _recorder.Counter("n", _counter);
        return _recorder.Build();
    }

    private void Attempt(int number, int attempt, Outcome outcome)
    {
        var session = _recorder.Begin($"s{number}", Level.Transactional, attempt);
        session.Outcome = outcome;
        var copies = new Dictionary<string, Copy>();
        var all = _state;
        var adds = 0L;
        foreach (var (name, after) in RandomDag.Next(_random, most: 5))
        {
            var copy = after.Aggregate(_state, (joined, upstream) => joined.Join(copies[upstream]));
            var invocation = session.Invocation(name, null, after.AsSpan());
            if (Spine is { } spine && copies.Count == 0)
                copy = Update(invocation, copy, spine);
            // What a parallel branch has written is not written again: the two would be siblings, of which a register keeps one.
            var free = Keys.Where(key => all.Get(key).SequenceEqual(copy.Get(key))).ToList();
            for (var operations = _random.Next(4); operations > 0; operations--)
            {
                var key = Keys[_random.Next(Keys.Length)];
                if (_random.Next(2) == 0 && free.Contains(key))
                    copy = Update(invocation, copy, key);
                else
                    Read(invocation, copy, key, Keys[_random.Next(Keys.Length)]);
            }

            if (_random.Next(3) == 0)
            {
                invocation.Add(_time++, _time++, "n", ++adds);
                _counter += outcome == Outcome.Committed ? adds : 0;
            }

            copies.Add(name, copy);
            all = all.Join(copy);
        }

        if (outcome == Outcome.Committed)
            Commit(all);
    }

    private void Commit(Copy copy)
    {
        foreach (var (key, versions) in copy.Versions)
        {
            foreach (var version in versions.Where(version => !_state.Get(key).Contains(version)))
                _recorder.Installed(key, version);
        }

        _state = copy;
    }

    private void Read(InvocationRecorder invocation, Copy copy, params IEnumerable<string> keys) =>
        invocation.Read(_time++, _time++, [.. keys.Distinct().Select(key => (key, copy.Get(key)))]);

    private Copy Update(InvocationRecorder invocation, Copy copy, string key)
    {
        Read(invocation, copy, key);
        var version = _recorder.NewVersion(key);
        invocation.Write(_time++, _time++, key, version);
        return copy.Set(key, version, _time);
    }

    private sealed record Copy(ImmutableDictionary<string, ImmutableArray<string>> Versions, ImmutableDictionary<string, long> Times)
    {
        public static readonly Copy Empty = new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, ImmutableDictionary<string, long>.Empty);

        public ImmutableArray<string> Get(string key) => Versions.GetValueOrDefault(key, []);

        public Copy Set(string key, string version, long time) => new(Versions.SetItem(key, [version]), Times.SetItem(key, time));

        public Copy Join(Copy other)
        {
            var joined = this;
            foreach (var (key, time) in other.Times.Where(entry => entry.Value > Times.GetValueOrDefault(entry.Key, -1)))
                joined = joined.Set(key, other.Get(key)[0], time);
            return joined;
        }
    }
}

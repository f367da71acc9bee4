using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Tests.Consistency.Models;

/// <summary>A system that promises nothing: reads return any versions that were ever written. Recorded in any order.</summary>
internal sealed class AnySystem(int seed)
{
    private static readonly string[] Keys = ["x", "y", "z"];
    private readonly Random _random = new(seed);
    private readonly HistoryRecorder _recorder = new();
    private readonly Dictionary<string, List<string>> _written = Keys.ToDictionary(key => key, _ => new List<string>());
    private long _time;

    public History Run(int sessions)
    {
        for (var i = 0; i < sessions; i++)
        {
            var session = _recorder.Begin($"s{i}", Level.Causal);
            session.Outcome = Outcome.Committed;
            foreach (var (name, after) in RandomDag.Next(_random, most: 4))
                Run(session.Invocation(name, null, after.AsSpan()));
        }

        foreach (var key in Keys)
            _recorder.Final(key, [.. Some(key)]);
        var history = _recorder.Build();
        var shuffled = history.Sessions.ToArray();
        _random.Shuffle(shuffled);
        return new(shuffled, history.Final);
    }

    private void Run(InvocationRecorder invocation)
    {
        for (var operations = _random.Next(4); operations > 0; operations--)
        {
            var key = Keys[_random.Next(Keys.Length)];
            var (start, end) = (_time++, _time++);
            switch (_random.Next(5))
            {
                case 0:
                    var other = Keys.First(other => other != key);
                    invocation.Read(start, end, (key, Some(key)), (other, Some(other)));
                    break;
                case 1:
                    invocation.CompareAndSet(start, end, key, Some(key).FirstOrDefault(), Written(key), true);
                    break;
                case 2 or 3:
                    invocation.Read(start, end, (key, Some(key)));
                    break;
                default:
                    invocation.Write(start, end, key, Written(key));
                    break;
            }
        }
    }

    private string Written(string key)
    {
        var version = _recorder.NewVersion(key);
        // Seen by those that come later only: nobody reads the future.
        _written[key].Add(version);
        return version;
    }

    private ImmutableArray<string> Some(string key)
    {
        var written = _written[key];
        var count = Math.Min(written.Count, _random.Next(8) switch { 0 => 0, < 6 => 1, _ => 2 });
        return [.. Enumerable.Range(0, count).Select(_ => written[_random.Next(written.Count)]).Distinct()];
    }
}

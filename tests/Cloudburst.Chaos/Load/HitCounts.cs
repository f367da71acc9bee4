using System.Collections.Concurrent;
using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>Counters at the level LastWriterWins: what was acknowledged is counted. A request that was run again may have counted twice, so there can be more.</summary>
public sealed class HitCounts(int inFlight, int counters) : Workload("hits", inFlight)
{
    private readonly ConcurrentDictionary<int, int> _acknowledged = new();

    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        var (counter, name) = (number % counters, $"{loop}-{number}");
        var told = await caller.AskAsync($"Hit {name}", options => caller.Client.Writing.HitAsync(counter, name, options)).ConfigureAwait(false);
        if (told.IsAnswered)
        {
            _acknowledged.AddOrUpdate(counter, 1, static (_, hits) => hits + 1);
            if (told.Answer != name)
                caller.Findings.Add($"Hit {name} was answered with {told.Answer}");
        }
        return told.IsAnswered;
    }

    public override async Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var (counter, hits) in _acknowledged)
        {
            var found = await new ChaosState(client.State).Hits(counter).ReadAsync(cancellationToken).ConfigureAwait(false);
            if (found < hits)
                problems.Add($"Counter {counter} has {found}, and {hits} hits were acknowledged");
        }
        return problems;
    }
}

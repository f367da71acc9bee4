using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>DAG calls without state, each with an answer of its own. No fault of one process at a time excuses one that fails.</summary>
public sealed class ComposedCalls(int inFlight) : Workload("composed", inFlight)
{
    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        var x = (loop * 10_000_000L) + number;
        var told = await caller.AskAsync($"square(increment({x}))", options => caller.Client.CallAsync(Numbers.SquareOfIncrement, x, options)).ConfigureAwait(false);
        if (told.Error is { } error)
            caller.Findings.Add($"square(increment({x})) needs no state and failed with {error.Code} after {told.Took.TotalSeconds:0.0} s: {error.Message}");
        else if (told.Answer != (x + 1) * (x + 1))
            caller.Findings.Add($"square(increment({x})) was answered with {told.Answer}");
        return told.IsAnswered;
    }

    public override Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}

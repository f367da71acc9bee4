using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>DAG calls that are started, and whose results are fetched from the store: what the system has taken in it finishes, although nobody holds a link.</summary>
public sealed class StartedCalls(int inFlight) : Workload("started", inFlight)
{
    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        var x = (loop * 10_000_000L) + number;
        var started = await caller.AskAsync($"The start of square(increment({x}))", options => caller.Client.StartAsync(Numbers.SquareOfIncrement, x, options)).ConfigureAwait(false);
        if (started.Answer is not { } future)
            return false;
        var told = await caller.AskAsync($"The result of square(increment({x}))", options => future.GetAsync(options.Timeout)).ConfigureAwait(false);
        if (told.Error is { } error)
            caller.Findings.Add($"square(increment({x})) was taken in as {future.Key}, and has no result after {told.Took.TotalSeconds:0.0} s: {error.Code}, {error.Message}");
        else if (told.Answer != (x + 1) * (x + 1))
            caller.Findings.Add($"square(increment({x})) has the result {told.Answer}");
        return told.IsAnswered;
    }

    public override Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}

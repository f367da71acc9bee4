namespace Cloudburst.Benchmarks.Functions;

/// <summary>The state of the counter workload.</summary>
[CloudburstState("benchmarks")]
public partial class CounterState
{
    public partial Counter Count(string name);
}

/// <summary>A counter that many calls add to.</summary>
public static partial class Counting
{
    /// <summary>Adds one and returns what is there then.</summary>
    [CloudburstFunction]
    public static async Task<long> Add(string name, CounterState state, CancellationToken cancellationToken)
    {
        var counter = state.Count(name);
        await counter.IncrementAsync(cancellationToken: cancellationToken);
        return await counter.ReadAsync(cancellationToken);
    }
}

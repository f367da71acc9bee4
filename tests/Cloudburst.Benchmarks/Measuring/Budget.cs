using System.Diagnostics;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>How much time a run may take.</summary>
/// <param name="rounds">How often each contender has its turn.</param>
/// <param name="longestWarmUp">How long one contender is warmed at most.</param>
/// <param name="longestRound">How long one turn is at most.</param>
/// <param name="total">When set, everything is shortened to fit into it, starting and stopping processes included.</param>
internal sealed class Budget(int rounds, TimeSpan longestWarmUp, TimeSpan longestRound, TimeSpan? total)
{
    // What stopping processes and printing takes, with a slow machine in mind.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(11);
    private readonly long _started = Stopwatch.GetTimestamp();

    public static Budget Full() => new(rounds: 7, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(1.5), total: null);

    /// <summary>Under a minute.</summary>
    public static Budget Quick() => new(rounds: 3, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(58));

    /// <summary>Whether time is short: workloads leave their most expensive variants out.</summary>
    public bool IsQuick => total is not null;

    public int Rounds => rounds;

    /// <summary>Whether another round may start.</summary>
    public bool HasTime => Remaining > TimeSpan.Zero;

    /// <summary>The warm-up of each of some contenders.</summary>
    public TimeSpan WarmUpOf(int contenders) => Shortest(longestWarmUp, Remaining * 0.5 / contenders);

    /// <summary>One turn of each of some contenders, when some rounds are left.</summary>
    public TimeSpan TurnOf(int contenders, int roundsLeft) => Shortest(longestRound, Remaining * 0.9 / (contenders * roundsLeft));

    private TimeSpan Remaining => total is { } limit ? limit - Reserve - Stopwatch.GetElapsedTime(_started) : TimeSpan.MaxValue / 2;

    private static TimeSpan Shortest(TimeSpan left, TimeSpan right) => left < right ? left : right < TimeSpan.Zero ? TimeSpan.Zero : right;
}

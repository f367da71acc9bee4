namespace Cloudburst.Benchmarks.Measuring;

/// <summary>Something that is measured. A call checks its own answer: a fast wrong one must end the run.</summary>
/// <param name="Peer">The peer's name in the result.</param>
/// <param name="Variant">The variant's name in the result.</param>
/// <param name="InFlight">How many calls are made at once.</param>
/// <param name="CallAsync">Makes one call; the argument is the number of the loop that makes it.</param>
internal sealed record Contender(string Peer, string Variant, int InFlight, Func<int, ValueTask> CallAsync)
{
    /// <summary>Runs before each call and is not measured.</summary>
    public Func<ValueTask>? PrepareAsync { get; init; }

    /// <summary>Makes one call and returns the ticks that count of it, where that is not all of the call.</summary>
    public Func<int, ValueTask<long>>? ElapsedAsync { get; init; }

    /// <summary>Whether a call blocks its thread, so that each loop needs one of its own.</summary>
    public bool Blocks { get; init; }

    public string Name => $"{Peer} {Variant}";
}

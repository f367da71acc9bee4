namespace Cloudburst.Chaos.Functions;

/// <summary>The paper's first example: functions without state.</summary>
public static partial class Numbers
{
    /// <summary>square(increment(x)).</summary>
    public static Dag<long, long> SquareOfIncrement { get; } = Dag.Start(Functions.Increment).Then(Functions.Square);

    [CloudburstFunction]
    public static long Increment(long x) => x + 1;

    [CloudburstFunction]
    public static long Square(long x) => x * x;
}

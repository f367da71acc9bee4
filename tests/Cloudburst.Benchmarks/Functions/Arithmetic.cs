namespace Cloudburst.Benchmarks.Functions;

/// <summary>The paper's first example, square(increment(x)), in three placements.</summary>
public static partial class Arithmetic
{
    [CloudburstFunction]
    public static int Increment(int x) => x + 1;

    [CloudburstFunction]
    public static int Square(int x) => x * x;

    [CloudburstFunction("first.increment")]
    public static int IncrementOnFirst(int x) => x + 1;

    [CloudburstFunction("first.square")]
    public static int SquareOnFirst(int x) => x * x;

    [CloudburstFunction("second.square")]
    public static int SquareOnSecond(int x) => x * x;

    [CloudburstFunction]
    public static async IAsyncEnumerable<int> CountTo(int last)
    {
        for (var i = 1; i <= last; i++)
            yield return i;
        await Task.CompletedTask;
    }

    /// <summary>Both functions are on both executors: the scheduler decides.</summary>
    public static Dag<int, int> Composed { get; } = Dag.Start(Functions.Increment).Then(Functions.Square);

    /// <summary>Both functions are on one executor only.</summary>
    public static Dag<int, int> Fused { get; } = Dag.Start(Functions.IncrementOnFirst).Then(Functions.SquareOnFirst);

    /// <summary>Each function is on another executor: the edge crosses a process boundary.</summary>
    public static Dag<int, int> Split { get; } = Dag.Start(Functions.IncrementOnFirst).Then(Functions.SquareOnSecond);
}

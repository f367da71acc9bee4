using Cloudburst;

namespace Quickstart;

/// <summary>Functions without state, and a DAG of them.</summary>
public static partial class Arithmetic
{
    /// <summary>Adds one.</summary>
    [CloudburstFunction]
    public static int Increment(int x) => x + 1;

    /// <summary>Multiplies a number by itself.</summary>
    [CloudburstFunction]
    public static int Square(int x) => x * x;

    /// <summary>Doubles a number.</summary>
    [CloudburstFunction]
    public static int Double(int x) => x * 2;

    /// <summary>Writes two numbers as a sum; which is left and which is right is never left to chance.</summary>
    [CloudburstFunction]
    public static string Describe(int left, int right) => $"{left} + {right} = {left + right}";

    /// <summary>The numbers from 1 on.</summary>
    [CloudburstFunction]
    public static int[] CountTo(int last) => [.. Enumerable.Range(1, last)];

    /// <summary>Adds numbers up.</summary>
    [CloudburstFunction]
    public static int Sum(int[] numbers) => numbers.Sum();

    /// <summary>Tells whether a number is even.</summary>
    [CloudburstFunction]
    public static bool IsEven(int x) => x % 2 == 0;

    /// <summary>Two numbers that make one: a function may have several results.</summary>
    [CloudburstFunction]
    public static (int Left, int Right) Halves(int x) => (x / 2, x - (x / 2));

    /// <summary>square(increment(x)), the paper's first example.</summary>
    [CloudburstDag]
    public static Dag<int, int> SquareOfIncrement => Dag.Start(Functions.Increment).Then(Functions.Square).Named("square-of-increment");

    /// <summary>A fan-out and a fan-in: both branches start from one result and meet in one function.</summary>
    [CloudburstDag]
    public static Dag<int, string> Diamond =>
        Dag.Start(Functions.Increment).Fork(Functions.Square, Functions.Double).Join(Functions.Describe).Named("diamond");

    /// <summary>
    /// One call of square for each number, in parallel. An even sum is described by its halves; of an odd one the next number is, by whichever of two replicas is first.
    /// </summary>
    [CloudburstDag]
    public static Dag<int, string> SumOfSquares => Dag.Start(Functions.CountTo).Map(Functions.Square).Then(Functions.Sum)
        .When(
            Functions.IsEven,
            Dag.Start(Functions.Halves),
            Dag.Start(Functions.Increment).AnyOf(Functions.Halves, Functions.Halves))
        .Then(Functions.Describe).Named("sum-of-squares");
}

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

    /// <summary>square(increment(x)), the paper's first example.</summary>
    [CloudburstDag]
    public static Dag<int, int> SquareOfIncrement => Dag.Start(Functions.Increment).Then(Functions.Square).Named("square-of-increment");

    /// <summary>A fan-out and a fan-in: both branches start from one result and meet in one function.</summary>
    [CloudburstDag]
    public static Dag<int, string> Diamond =>
        Dag.Start(Functions.Increment).Fork(Functions.Square, Functions.Double).Join(Functions.Describe).Named("diamond");
}

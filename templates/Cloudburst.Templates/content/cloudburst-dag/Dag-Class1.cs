using Cloudburst;
#if (needsUsings)
using System.Linq;
#endif

namespace CloudburstItems;

/// <summary>Functions and a DAG of them: a fan-out and a fan-in, whose types the compiler checks along every edge.</summary>
public static partial class Dag_Class1
{
    /// <summary>Splits a text into words.</summary>
    [CloudburstFunction]
    public static string[] Split(string text) => text.Split(' ');

    /// <summary>How many words there are.</summary>
    [CloudburstFunction]
    public static int Count(string[] words) => words.Length;

    /// <summary>How many different words there are.</summary>
    [CloudburstFunction]
    public static int CountDifferent(string[] words) => words.Distinct().Count();

    /// <summary>Puts both numbers into words; which is which is never left to chance.</summary>
    [CloudburstFunction]
    public static string Describe(int words, int different) => $"{words} words, {different} of them different";

    /// <summary>Both counts run at once, and their results meet in the order in which they are declared.</summary>
    [CloudburstDag]
    public static Dag<string, string> Summary => Dag.Start(Functions.Split).Fork(Functions.Count, Functions.CountDifferent).Join(Functions.Describe).Named("Dag-Class1");
}

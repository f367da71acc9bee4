namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions that read large values, well and badly.</summary>
public static partial class ViewFunctions
{
    private static readonly Kept Memory = new();

    /// <summary>Changes its own copy; nobody else may see that.</summary>
    [CloudburstFunction("view-sum-and-clear")]
    public static double SumAndClear(double[] values)
    {
        var sum = values.Sum();
        Array.Clear(values);
        return sum;
    }

    [CloudburstFunction("view-first-of-two")]
    public static async Task<double> FirstOfTwo(string key, CloudburstContext context)
    {
        var register = new Register<ReadOnlyMemory<double>>(context.State, key);
        var first = await register.ReadAsync();
        await new Register<double[]>(context.State, key).WriteAsync([.. first.ToArray().Select(value => value + 1)]);
        var second = await register.ReadAsync();
        // The first one is still what it was.
        return second.Span[0] == first.Span[0] + 1 ? first.Span[0] : double.NaN;
    }

    [CloudburstFunction("view-keep")]
    public static int Keep(ReadOnlyMemory<double> values)
    {
        Memory.Values = values;
        return values.Length;
    }

    [CloudburstFunction("view-use-kept")]
    public static double UseKept() => Memory.Values.Span[0];

    [CloudburstFunction("view-copy")]
    public static async Task<int> Copy(string from, string to, CloudburstContext context)
    {
        var capsule = await context.State.ReadAsync(from);
        await context.State.JoinAsync(to, capsule);
        return capsule.Length;
    }

    /// <summary>Holds what it reads until the test lets go.</summary>
    [CloudburstFunction("view-hold")]
    public static async Task<double> Hold(string gate, ReadOnlyMemory<double> values)
    {
        var before = values.Span[^1];
        TestFunctions.Runs.AddOrUpdate(gate, 1, static (_, runs) => runs + 1);
        await TestFunctions.Gates.GetOrAdd(gate, static _ => new()).Task;
        return before == values.Span[^1] && values.Span.IndexOfAnyExcept(before) < 0 ? before : double.NaN;
    }

    private sealed class Kept
    {
        public ReadOnlyMemory<double> Values { get; set; }
    }
}

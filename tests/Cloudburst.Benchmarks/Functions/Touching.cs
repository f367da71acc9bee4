namespace Cloudburst.Benchmarks.Functions;

/// <summary>
/// What the consistency and propagation workloads run. The prefix says on which executor, so that every edge of the DAG leads to the other machine.
/// </summary>
public static partial class Touching
{
    public const int Keys = 1_000;
    private const int ReadsPerFunction = 2;
    private static readonly double[] Zipf = Cumulate(Keys);

    /// <summary>Three functions on two machines, six reads and a write.</summary>
    public static Dag<string, int, int> Chain { get; } = Dag.Build<string, int, int>(
        (dag, level, seed) => dag.Add(Functions.Finish, level, dag.Add(Functions.TouchSecond, level, dag.Add(Functions.TouchFirst, level, seed))));

    public static string Key(string level, int rank) => $"touched/{level}/{rank}";

    [CloudburstFunction("first-touch")]
    public static async Task<int> TouchFirst(string level, int seed, CloudburstContext context) => await TouchAsync(level, seed, context);

    [CloudburstFunction("second-touch")]
    public static async Task<int> TouchSecond(string level, int seed, CloudburstContext context) => await TouchAsync(level, seed, context);

    [CloudburstFunction("first-finish")]
    public static async Task<int> Finish(string level, int seed, CloudburstContext context)
    {
        var next = await TouchAsync(level, seed, context);
        await context.PutAsync(Key(level, Rank(new Random(next))), new byte[100]);
        return next;
    }

    /// <summary>Writes on one machine.</summary>
    [CloudburstFunction("first-write")]
    public static async Task WriteFirst(string key, long value, CloudburstContext context) => await context.PutAsync(key, value);

    /// <summary>Waits on the other machine until its cache shows a value, or a later one.</summary>
    /// <returns>When it was seen, on the clock that all processes of a machine share.</returns>
    [CloudburstFunction("second-await")]
    public static async Task<long> AwaitSecond(string key, long value, CloudburstContext context)
    {
        while (await context.GetAsync<long>(key) < value)
            context.CancellationToken.ThrowIfCancellationRequested();
        return context.Clock.GetTimestamp();
    }

    private static async Task<int> TouchAsync(string level, int seed, CloudburstContext context)
    {
        var random = new Random(seed);
        for (var i = 0; i < ReadsPerFunction; i++)
            await context.GetAsync<byte[]>(Key(level, Rank(random)));
        return random.Next();
    }

    /// <summary>A key's rank with Zipf's distribution of coefficient 1, as in the paper's experiments.</summary>
    private static int Rank(Random random)
    {
        var found = Array.BinarySearch(Zipf, random.NextDouble() * Zipf[^1]);
        return found < 0 ? Math.Min(~found, Keys - 1) : found;
    }

    private static double[] Cumulate(int count)
    {
        var cumulated = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            cumulated[i] = sum += 1.0 / (i + 1);
        return cumulated;
    }
}

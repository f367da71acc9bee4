using System.Collections.Concurrent;

namespace Cloudburst.EndToEnd.Tests;

public static partial class BatchFunctions
{
    /// <summary>How many calls each run took, by the gate that it waited for.</summary>
    internal static readonly ConcurrentDictionary<string, ConcurrentQueue<int>> Sizes = new();

    /// <summary>The gates whose run was told to stop.</summary>
    internal static readonly ConcurrentDictionary<string, bool> Stopped = new();

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    internal static TaskCompletionSource Gate(string name) => Gates.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Squares numbers, once the gate of the first is open.</summary>
    [CloudburstFunction("batch.square", MaxBatch = 20)]
    public static async Task<int[]> Square(IReadOnlyList<int> xs, IReadOnlyList<string> gates, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static gate => Stopped[(string)gate!] = true, gates[0]))
            await EnterAsync(gates);
        return [.. xs.Select(x => x * x)];
    }

    /// <summary>Divides 100, if that can be done.</summary>
    [CloudburstFunction("batch.divide", MaxBatch = 20)]
    public static async Task<IReadOnlyList<BatchResult<int>>> Divide(IReadOnlyList<int> xs, IReadOnlyList<string> gates)
    {
        await EnterAsync(gates);
        return [.. xs.Select(x => x == 0 ? BatchResult.Failed<int>(new DivideByZeroException("No zero")) : 100 / x)];
    }

    /// <summary>Returns as many results as it is told, or throws.</summary>
    [CloudburstFunction("batch.odd", MaxBatch = 20)]
    public static int[]? Odd(IReadOnlyList<int> counts) => counts[0] switch
    {
        -1 => null,
        -2 => throw new InvalidOperationException("on purpose"),
        var count => new int[count],
    };

    /// <summary>Writes for each call under its own keys, through its own session, and tells what was there.</summary>
    [CloudburstFunction("batch.write", MaxBatch = 20)]
    public static async Task<string[]> Write(
        IReadOnlyList<string> names, IReadOnlyList<string> gates, IReadOnlyList<CloudburstContext> contexts, IReadOnlyList<TestState> states,
        [FromState("batch/{names}")] IReadOnlyList<string?> found)
    {
        await EnterAsync(gates);
        var results = new string[names.Count];
        for (var i = 0; i < results.Length; i++)
        {
            await states[i].Order(names[i]).WriteAsync(new Order(names[i], i), contexts[i].CancellationToken);
            await contexts[i].PutAsync($"batch/{names[i]}", contexts[i].RequestId, contexts[i].CancellationToken);
            results[i] = $"{names.Count} {contexts[i].RequestId} {found[i]}";
        }
        return results;
    }

    [CloudburstFunction("batch.slow", MaxBatch = 20, TimeoutSeconds = 0.2)]
    public static async Task<int[]> Slow(IReadOnlyList<int> xs, IReadOnlyList<string> gates)
    {
        await EnterAsync(gates);
        return [.. xs];
    }

    private static Task EnterAsync(IReadOnlyList<string> gates)
    {
        Sizes.GetOrAdd(gates[0], static _ => new()).Enqueue(gates.Count);
        return Gate(gates[0]).Task;
    }
}

using System.Collections.Concurrent;

namespace Cloudburst.Executor.Tests;

#pragma warning disable CB4006, CB4007 // The tests look at what runs, and all of it runs in their process.

/// <summary>What the executor under test runs.</summary>
public static partial class Calls
{
    internal static readonly ConcurrentDictionary<string, int> Runs = new();
    internal static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    /// <summary>Lets what waits at a gate go on.</summary>
    internal static void Open(string gate) =>
        Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Waits until something was counted.</summary>
    internal static async Task StartedAsync(string name)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Runs.ContainsKey(name))
            await Task.Delay(1, deadline.Token);
    }

    /// <summary>Counts its runs.</summary>
    [CloudburstFunction("mark")]
    public static int Mark(string name) => Runs.AddOrUpdate(name, 1, static (_, runs) => runs + 1);

    /// <summary>Counts its runs, and returns what another executor has sent.</summary>
    [CloudburstFunction("after")]
    public static string After(string name)
    {
        Runs.AddOrUpdate(name, 1, static (_, runs) => runs + 1);
        return name;
    }

    /// <summary>Runs until its gate opens, or it is told to stop.</summary>
    [CloudburstFunction("hold")]
    public static async Task<string> Hold(string gate, CancellationToken cancellationToken)
    {
        Runs.AddOrUpdate(gate, 1, static (_, runs) => runs + 1);
        try
        {
            await Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Runs.AddOrUpdate(gate + "/stopped", 1, static (_, runs) => runs + 1);
            throw;
        }
        return gate;
    }

    /// <summary>Counts its runs, and yields numbers from 1.</summary>
    [CloudburstFunction("numbers")]
    public static async IAsyncEnumerable<int> Numbers(string name, int count)
    {
        Runs.AddOrUpdate(name, 1, static (_, runs) => runs + 1);
        for (var i = 1; i <= count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    /// <summary>Waits for its gate, and then finds that the store is away.</summary>
    [CloudburstFunction("without-store")]
    public static async Task<int> WithoutStore(string gate)
    {
        Runs.AddOrUpdate(gate, 1, static (_, runs) => runs + 1);
        await Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        throw new CloudburstException(CloudburstErrorCode.StateUnavailable, "on purpose");
    }

    /// <summary>Takes many references.</summary>
    [CloudburstFunction("lengths")]
    public static int Lengths(string a, string b, string c, string d, string e, string f, string g, string h) =>
        a.Length + b.Length + c.Length + d.Length + e.Length + f.Length + g.Length + h.Length;

    /// <summary>Takes references as an argument and inside of one, and state.</summary>
    [CloudburstFunction("joined")]
    public static string Joined(string first, List<Ref<string>> more, [FromState("last")] string last) => first + string.Concat(more.Select(static part => part.Value)) + last;
}

/// <summary>An object that its executor makes once.</summary>
public sealed partial class Model : IDisposable
{
    internal static int Made;
    internal static int Disposed;
    private int _calls;

    public Model() => Interlocked.Increment(ref Made);

    [CloudburstFunction("predict")]
    public int Predict() => Interlocked.Increment(ref _calls);

    public void Dispose() => Interlocked.Increment(ref Disposed);
}

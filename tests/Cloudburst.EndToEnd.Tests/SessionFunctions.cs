using System.Collections.Concurrent;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>What a function saw, and on which executor.</summary>
public sealed record Sight(string? Value, string Executor);

/// <summary>What the two functions of a DAG saw of one key.</summary>
public sealed record TwoSights(Sight First, Sight Second);

public static partial class SessionFunctions
{
    private static readonly ConcurrentDictionary<string, (TaskCompletionSource Reached, TaskCompletionSource Released)> Gates = new();

    public static Dag<string, string, TwoSights> ReadTwice { get; } = Dag.Build<string, string, TwoSights>(
        (dag, key, gate) => dag.Add(Functions.SeeAgain, dag.Add(Functions.SeeThenWait, key, gate), key));

    public static Dag<string, string> ReadThenFail { get; } = Dag.Build<string, string>(
        (dag, key) => dag.Add(Functions.FailAfterReading, dag.Add(Functions.ReadAfter, "", key), key));

    public static Dag<string, string, string> WriteThenRead { get; } = Dag.Build<string, string, string>(
        (dag, key, value) => dag.Add(Functions.ReadAfter, dag.Add(Functions.WriteFirst, key, value), key));

    public static Dag<string, string, long> CountTwice { get; } = Dag.Build<string, string, long>(
        (dag, key, gate) => dag.Add(Functions.CountAfter, dag.Add(Functions.CountThenWait, key, gate), key));

    /// <summary>One branch deletes the key, the other has read it before.</summary>
    public static Dag<string, string, string> DeleteInABranch { get; } = Dag.Build<string, string, string>((dag, key, gate) =>
    {
        var deleted = dag.Add(Functions.DeleteAfterGate, key, gate);
        return dag.Add(Functions.ReadAfterBoth, dag.Add(Functions.OpenGateAfterReading, key, gate), deleted, key);
    });

    public static Dag<string, int, string> ReadManyKeysThenOne { get; } = Dag.Build<string, int, string>(
        (dag, key, count) => dag.Add(Functions.ReadAfter, dag.Add(Functions.ReadManyKeys, key, count), key));

    public static (Task Reached, TaskCompletionSource Released) Gate(string name)
    {
        var gate = Gates.GetOrAdd(name, static _ => (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)));
        return (gate.Reached.Task, gate.Released);
    }

    [CloudburstFunction("see-then-wait")]
    public static async Task<Sight> SeeThenWait(string key, string gate, CloudburstContext context)
    {
        var seen = new Sight(await context.GetAsync<string>(key), Executor(context));
        Gate(gate);
        Gates[gate].Reached.TrySetResult();
        await Gates[gate].Released.Task.WaitAsync(context.CancellationToken);
        return seen;
    }

    [CloudburstFunction("see-again")]
    public static async Task<TwoSights> SeeAgain(Sight first, string key, CloudburstContext context) =>
        new(first, new Sight(await context.GetAsync<string>(key), Executor(context)));

    [CloudburstFunction("write-first")]
    public static async Task<string> WriteFirst(string key, string value, CloudburstContext context)
    {
        await context.PutAsync(key, value);
        return value;
    }

    [CloudburstFunction("read-after")]
    public static async Task<string> ReadAfter(string written, string key, CloudburstContext context) => await context.GetAsync<string>(key) ?? "nothing";

    [CloudburstFunction("delete-after-gate")]
    public static async Task<string> DeleteAfterGate(string key, string gate, CloudburstContext context)
    {
        Gate(gate);
        await Gates[gate].Reached.Task.WaitAsync(context.CancellationToken);
        await context.DeleteAsync(key);
        return await context.GetAsync<string>(key) ?? "nothing";
    }

    [CloudburstFunction("open-gate-after-reading")]
    public static async Task<string> OpenGateAfterReading(string key, string gate, CloudburstContext context)
    {
        var seen = await context.GetAsync<string>(key) ?? "nothing";
        Gate(gate);
        Gates[gate].Reached.TrySetResult();
        return seen;
    }

    [CloudburstFunction("read-after-both")]
    public static async Task<string> ReadAfterBoth(string read, string deleted, string key, CloudburstContext context) =>
        $"{read}, {deleted}, {await context.GetAsync<string>(key) ?? "nothing"}";

    /// <summary>Reads keys whose names are as long as they may be.</summary>
    [CloudburstFunction("read-many-keys")]
    public static async Task<string> ReadManyKeys(string key, int count, CloudburstContext context)
    {
        foreach (var keys in Enumerable.Range(0, count).Select(i => $"{key}/{i}".PadRight(500, '.')).Chunk(2_000))
            await context.State.ReadManyAsync(keys, context.CancellationToken);
        return "";
    }

    [CloudburstFunction("count-then-wait")]
    public static async Task<long> CountThenWait(string key, string gate, CloudburstContext context)
    {
        var counter = new Counter(context.State, key);
        await counter.IncrementAsync();
        var count = await counter.ReadAsync();
        Gate(gate);
        Gates[gate].Reached.TrySetResult();
        await Gates[gate].Released.Task.WaitAsync(context.CancellationToken);
        return count;
    }

    [CloudburstFunction("count-after")]
    public static async Task<long> CountAfter(long first, string key, CloudburstContext context)
    {
        var counter = new Counter(context.State, key);
        Assert.Equal(first, await counter.ReadAsync());
        await counter.AddAsync(10);
        return await counter.ReadAsync();
    }

    [CloudburstFunction("fail-after-reading")]
    public static async Task<string> FailAfterReading(string first, string key, CloudburstContext context)
    {
        await context.GetAsync<string>(key + first);
        throw new InvalidOperationException("after reading");
    }

    [CloudburstFunction("write-after-reading")]
    public static async Task WriteAfterReading(string key, string value, string gate, CloudburstContext context)
    {
        await context.GetAsync<string>(key);
        Gate(gate);
        Gates[gate].Reached.TrySetResult();
        await Gates[gate].Released.Task.WaitAsync(context.CancellationToken);
        await context.PutAsync(key, value);
    }

    [CloudburstFunction("read-all")]
    public static async Task<string[]> ReadAll(string key, CloudburstContext context) =>
        [.. await new Register<string>(context.State, key).ReadAllAsync()];

    [CloudburstFunction("read-merged")]
    public static async Task<string?> ReadMerged(string key, CloudburstContext context) =>
        await new Register<string>(context.State, key).ReadMergedAsync((left, right) => string.CompareOrdinal(left, right) < 0 ? $"{left}+{right}" : $"{right}+{left}");

    [CloudburstFunction("count-one")]
    public static async Task CountOne(string key, CloudburstContext context) => await new Counter(context.State, key).IncrementAsync();

    /// <summary>Reads a key that depends on another one, and then that one.</summary>
    [CloudburstFunction("read-pair")]
    public static async Task<string?[]> ReadPair(string first, string second, CloudburstContext context) =>
        [await context.GetAsync<string>(first), await context.GetAsync<string>(second)];

    [CloudburstFunction("copy")]
    public static async Task Copy(string from, string to, CloudburstContext context) =>
        await context.PutAsync(to, await context.GetAsync<string>(from));

    [CloudburstFunction("read-then-write")]
    public static async Task ReadThenWrite(string read, string written, string value, CloudburstContext context)
    {
        await context.GetAsync<string>(read);
        await context.PutAsync(written, value);
    }

    private static string Executor(CloudburstContext context) => context.Id.Value[(context.Id.Value.IndexOf('@', StringComparison.Ordinal) + 1)..];
}

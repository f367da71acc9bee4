using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cloudburst.EndToEnd.Tests;

public sealed record Order(string Item, int Quantity);

[CloudburstState("test")]
public partial class TestState
{
    public partial Counter Hits(string name);

    public partial Register<Order> Order(string id);

    public partial SetOf<string> Members(string name);

    public partial Maximum Highest(string name);

    public partial Flag Seen(string name);
}

public static partial class TestFunctions
{
    /// <summary>Released by tests that hold functions back.</summary>
    internal static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    /// <summary>How often each marked call has begun, over all executors of the process.</summary>
    internal static readonly ConcurrentDictionary<string, int> Runs = new();

    /// <summary>What calls have taken down, in order.</summary>
    internal static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Notes = new();

    /// <summary>The marked calls whose token fired.</summary>
    internal static readonly ConcurrentDictionary<string, bool> Stopped = new();

    [CloudburstFunction("increment")]
    public static int Increment(int x) => x + 1;

    [CloudburstFunction("square")]
    public static int Square(int x) => x * x;

    [CloudburstFunction("double")]
    public static int Double(int x) => x * 2;

    [CloudburstFunction("subtract")]
    public static int Subtract(int left, int right) => left - right;

    [CloudburstFunction("greet")]
    public static string Greet(string name) => $"Hello, {name}";

    /// <summary>Makes an id and draws a number, after what the node before it made.</summary>
    [CloudburstFunction("draw")]
    public static string Draw(string before, CloudburstContext context) => $"{before} {context.NewGuid()}/{context.Random.Next()}";

    [CloudburstFunction("sum")]
    public static double Sum(ReadOnlyMemory<double> values)
    {
        var sum = 0.0;
        foreach (var value in values.Span)
            sum += value;
        return sum;
    }

    [CloudburstFunction("describe")]
    public static string Describe(Ref<Order> order) => order.Exists ? $"{order.Key}: {order.Value!.Quantity} x {order.Value.Item}" : $"{order.Key}: nothing";

    [CloudburstFunction("ordered")]
    public static int Ordered(string id, [FromState("test/order/{id}")] Order? order) => order?.Quantity ?? -1;

    [CloudburstFunction("hit")]
    public static async Task<string> Hit(string name, TestState state, CloudburstContext context)
    {
        await state.Hits(name).IncrementAsync(cancellationToken: context.CancellationToken);
        return context.RequestId;
    }

    [CloudburstFunction("fail")]
    public static int Fail(string message) => throw new InvalidOperationException(message);

    /// <summary>Takes down in which order its calls run.</summary>
    [CloudburstFunction("note")]
    public static void Note(string list, string entry) => Notes.GetOrAdd(list, static _ => new()).Enqueue(entry);

    /// <summary>Throws once a marked call of <see cref="Wait"/> has begun.</summary>
    [CloudburstFunction("fail-after")]
    public static async Task<int> FailAfter(string message, string gate, CancellationToken cancellationToken)
    {
        while (!Runs.ContainsKey(gate))
            await Task.Delay(1, cancellationToken);
        throw new InvalidOperationException(message);
    }

    /// <summary>Where the parts of a request ran.</summary>
    internal static readonly ConcurrentDictionary<string, (string First, string Second)> Leads = new();

    /// <summary>Takes down where it and the part before it run, and waits.</summary>
    [CloudburstFunction("wait-for-lead")]
    public static async Task<string> WaitForLead(Lead lead, CloudburstContext context, CancellationToken cancellationToken)
    {
        Runs.AddOrUpdate(lead.Data.Key, 1, static (_, n) => n + 1);
        Leads[lead.Data.Key] = (lead.Executor, Where(context));
        await Gates.GetOrAdd(lead.Data.Key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        return lead.Executor;
    }

    /// <summary>Tells the executor that it runs on.</summary>
    [CloudburstFunction("where")]
    public static string Where(CloudburstContext context) => context.Id.Value[(context.Id.Value.IndexOf('@', StringComparison.Ordinal) + 1)..];

    [CloudburstFunction("nothing")]
    public static void Nothing()
    {
    }

    [CloudburstFunction("wait")]
    public static async Task<int> Wait(string gate, int value, CancellationToken cancellationToken)
    {
        Runs.AddOrUpdate(gate, 1, static (_, n) => n + 1);
        try
        {
            await Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Stopped.TryAdd(gate, true);
            throw;
        }
        return value;
    }

    /// <summary>Logs, and returns a tag of its call.</summary>
    [CloudburstFunction("log")]
    public static string? Log(string text, CloudburstContext context)
    {
        context.Logger.LogInformation("Logged: {Text}", text);
        return context.Tags.GetValueOrDefault("tenant");
    }

    /// <summary>Takes as long as it is allowed to, unless it was begun again.</summary>
    [CloudburstFunction("slow-at-first")]
    public static async Task<int> SlowAtFirst(string mark, CloudburstContext context, CancellationToken cancellationToken) =>
        context.Attempt > 1 ? context.Attempt : await Wait(mark, 1, cancellationToken);

    /// <summary>Waits for its gate, and for nothing else: not for its deadline either.</summary>
    [CloudburstFunction("ignore-deadline")]
    public static async Task<int> IgnoreDeadline(string gate, int value)
    {
        Runs.AddOrUpdate(gate, 1, static (_, n) => n + 1);
        await Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        return value;
    }

    [CloudburstFunction("write")]
    public static async Task Write(string key, string value, CloudburstContext context) => await context.PutAsync(key, value);

    [CloudburstFunction("read")]
    public static async Task<string?> Read(string key, CloudburstContext context) => await context.GetAsync<string>(key);

    [CloudburstFunction("remove")]
    public static async Task Remove(string key, CloudburstContext context) => await context.DeleteAsync(key);

    [CloudburstFunction("large")]
    public static byte[] Large(int bytes) => new byte[bytes];

    /// <summary>Tells its id under a key, then answers the first message with its sender's text in upper case.</summary>
    [CloudburstFunction("listen")]
    public static async Task<string> Listen(string door, CloudburstContext context)
    {
        await context.PutAsync(door, context.Id.Value);
        var message = await context.ReceiveAsync<string>(TimeSpan.FromSeconds(20));
        if (message is not { } received)
            return "nobody came";
        await context.SendAsync(received.From, received.Body.ToUpperInvariant());
        return received.Body;
    }

    [CloudburstFunction("knock")]
    public static async Task<string> Knock(string door, string text, CloudburstContext context)
    {
        string? id;
        while ((id = await context.GetAsync<string>(door)) is null)
            await Task.Delay(5, context.CancellationToken);
        await context.SendAsync(new InvocationId(id), text);
        var answer = await context.ReceiveAsync<string>(TimeSpan.FromSeconds(20));
        return answer?.Body ?? "no answer";
    }

    [CloudburstDag]
    public static Dag<int, int> SquareOfIncrement => Dag.Start(Functions.Increment).Then(Functions.Square).Named("square-of-increment");
}

using System.Collections.Concurrent;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Invocations that write to each other, and stop where a test wants them to.</summary>
public static partial class MessagingFunctions
{
    /// <summary>The last number that each marked sender has sent.</summary>
    internal static readonly ConcurrentDictionary<string, int> Sent = new();

    /// <summary>What each marked sender may send: up to this number and no further.</summary>
    internal static readonly ConcurrentDictionary<string, int> Allowed = new();

    /// <summary>The ids of marked invocations.</summary>
    internal static readonly ConcurrentDictionary<string, InvocationId> Ids = new();

    /// <summary>Takes so many messages, and then looks whether there are more.</summary>
    [CloudburstFunction("collect")]
    public static async Task<string> Collect(string mark, int count, CloudburstContext context)
    {
        Ids[mark] = context.Id;
        var bodies = new List<string>();
        while (bodies.Count < count)
        {
            var message = await context.ReceiveAsync<string>(TimeSpan.FromSeconds(20)) ?? throw new InvalidOperationException($"Only {bodies.Count} messages came");
            bodies.Add(message.Body);
        }
        for (var i = 0; i < 3; i++)
        {
            if (await context.ReceiveAsync<string>(TimeSpan.FromMilliseconds(50)) is { } more)
                bodies.Add($"once more {more.Body}");
        }
        return string.Join(' ', bodies);
    }

    /// <summary>Sends 1, 2, 3 and so on to a marked invocation, as far as the test allows.</summary>
    [CloudburstFunction("count-to")]
    public static async Task<int> CountTo(string mark, int count, CloudburstContext context)
    {
        while (!Ids.ContainsKey(mark))
            await Task.Delay(1, context.CancellationToken);
        for (var i = 1; i <= count; i++)
        {
            await AllowedAsync(mark, i, context);
            await context.SendAsync(Ids[mark], $"{i}");
            Sent[mark] = i;
        }
        // Its result goes to the next executor, which a test may not have made reachable yet.
        await AllowedAsync(mark, count + 1, context);
        return count;
    }

    /// <summary>Sends many at once and waits for all of them.</summary>
    [CloudburstFunction("flood")]
    public static async Task<int> Flood(string mark, int count, CloudburstContext context)
    {
        while (!Ids.ContainsKey(mark))
            await Task.Delay(1, context.CancellationToken);
        await Task.WhenAll(Enumerable.Range(1, count).Select(i => context.SendAsync(Ids[mark], $"{i}").AsTask()));
        return count;
    }

    /// <summary>Tells its id, and ends without a look at its mail once the test lets it.</summary>
    [CloudburstFunction("ignore-mail")]
    public static async Task IgnoreMail(string mark, CloudburstContext context)
    {
        Ids[mark] = context.Id;
        await TestFunctions.Gates.GetOrAdd(mark, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(context.CancellationToken);
    }

    /// <summary>Tells its id and what mail it has.</summary>
    [CloudburstFunction("look-for-mail")]
    public static async Task<string> LookForMail(CloudburstContext context) =>
        $"{context.Id.Value} {(await context.ReceiveAsync<string>(TimeSpan.FromMilliseconds(20)))?.Body ?? "nothing"}";

    [CloudburstFunction("received-and-sent")]
    public static string ReceivedAndSent(string received, int sent) => $"{received} of {sent}";

    private static async Task AllowedAsync(string mark, int number, CloudburstContext context)
    {
        while (Allowed.GetValueOrDefault(mark, int.MaxValue) < number)
            await Task.Delay(1, context.CancellationToken);
    }
}

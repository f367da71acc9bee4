// Actors, gossip and pipelines over messages and state: the paper's other half.
using System.Globalization;

namespace Ordinary.Messages;

public sealed record Greeting(string Text, InvocationId ReplyTo, DateTimeOffset At);

public sealed record Share(double Sum, double Weight);

public readonly record struct Reading(int Sensor, double Value);

[CloudburstState("rooms")]
public partial class RoomState
{
    public partial SetOf<string> Members(string room);

    public partial Register<string> Door(string room);

    public partial Maximum LastSeen(string room, int sensor);

    public partial Flag Closed(string room);
}

public static partial class Rooms
{
    [CloudburstFunction]
    public static async Task<string?> Listen(string room, RoomState state, CloudburstContext context, CancellationToken cancellationToken)
    {
        await state.Door(room).WriteAsync(context.Id.Value, cancellationToken);
        var message = await context.ReceiveAsync<Greeting>(TimeSpan.FromSeconds(5), cancellationToken);
        if (message is not { } received)
            return null;
        await context.SendAsync(received.From, received.Body.Text.ToUpperInvariant(), cancellationToken);
        return received.Body.Text;
    }

    [CloudburstFunction]
    public static async Task<string> Knock(string room, string text, RoomState state, CloudburstContext context, CancellationToken cancellationToken)
    {
        var door = await state.Door(room).ReadAsync(cancellationToken);
        if (door is null)
            return "nobody";
        await context.SendAsync(new InvocationId(door), new Greeting(text, context.Id, context.Clock.GetUtcNow()), cancellationToken);
        var answer = await context.ReceiveAsync<string>(TimeSpan.FromSeconds(5), cancellationToken);
        return answer?.Body ?? "no answer";
    }

    [CloudburstFunction]
    public static async Task<double> Gossip(double value, int rounds, string[] peers, CloudburstContext context, CancellationToken cancellationToken)
    {
        var share = new Share(value, 1);
        for (var round = 0; round < rounds; round++)
        {
            var peer = peers[context.Random.Next(peers.Length)];
            share = new Share(share.Sum / 2, share.Weight / 2);
            if (await context.GetAsync<string>($"peer/{peer}", cancellationToken) is { } id)
                await context.SendAsync(new InvocationId(id), share, cancellationToken);
            while (await context.ReceiveAsync<Share>(TimeSpan.FromMilliseconds(10), cancellationToken) is { } message)
                share = new Share(share.Sum + message.Body.Sum, share.Weight + message.Body.Weight);
        }
        return share.Sum / share.Weight;
    }

    [CloudburstFunction]
    public static async Task<int> Join(string room, string name, RoomState state, CancellationToken cancellationToken)
    {
        if (await state.Closed(room).ReadAsync(cancellationToken))
            throw new InvalidOperationException($"The room '{room}' is closed");
        await state.Members(room).AddAsync(name, cancellationToken);
        var members = await state.Members(room).ReadAsync(cancellationToken);
        return members.Count;
    }

    [CloudburstFunction]
    public static async Task Leave(string room, string name, RoomState state, CancellationToken cancellationToken)
    {
        await state.Members(room).RemoveAsync(name, cancellationToken);
        var left = await state.Members(room).ReadAsync(cancellationToken);
        if (left.Count == 0)
            await state.Closed(room).RaiseAsync(cancellationToken);
    }

    [CloudburstFunction]
    public static async Task Record(string room, IReadOnlyList<Reading> readings, RoomState state, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<int, long>();
        foreach (var reading in readings)
        {
            newest[reading.Sensor] = Math.Max(newest.GetValueOrDefault(reading.Sensor), (long)reading.Value);
        }
        foreach (var (sensor, value) in newest)
            await state.LastSeen(room, sensor).WriteAsync(value, cancellationToken);
    }

    [CloudburstFunction]
    public static double[] Smooth(ReadOnlyMemory<double> values, int window)
    {
        var smooth = new double[values.Length];
        for (var i = 0; i < smooth.Length; i++)
        {
            var start = Math.Max(0, i - window + 1);
            smooth[i] = Mean(values.Span[start..(i + 1)]);
        }
        return smooth;
    }

    [CloudburstFunction]
    public static double Peak(double[] values) => values.Length == 0 ? 0 : values.Max();

    [CloudburstFunction]
    public static double Floor(double[] values) => values.Length == 0 ? 0 : values.Min();

    [CloudburstFunction]
    public static string Range(double peak, double floor) => string.Create(CultureInfo.InvariantCulture, $"{floor:0.0} to {peak:0.0}");

    [CloudburstFunction]
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(' ');
            var word = end < 0 ? rest : rest[..end];
            if (!word.IsEmpty)
                words.Add(word.ToString());
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        words.Sort(StringComparer.Ordinal);
        return words;
    }

    [CloudburstFunction]
    public static async Task<Dictionary<string, int>> CountWords(string[] texts, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var word in AllWords(texts, cancellationToken))
            counts[word] = counts.GetValueOrDefault(word) + 1;
        return counts;
    }

    [CloudburstDag]
    public static Dag<double[], string> RangeOf => Dag.Build<double[], string>("range-of", (builder, values) =>
        builder.Add(Functions.Range, builder.Add(Functions.Peak, values), builder.Add(Functions.Floor, values)));

    private static async IAsyncEnumerable<string> AllWords(string[] texts, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return word;
        }
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}

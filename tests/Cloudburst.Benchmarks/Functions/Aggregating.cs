using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Cloudburst.Benchmarks.Functions;

/// <summary>
/// Ten actors find the mean of their metrics (Cloudburst, VLDB 2020, §6.1.3): by gossip, where each tells one other in each round, or gathered by a leader, over our store or over
/// a redis-server.
/// </summary>
public static partial class Aggregating
{
    public const int Actors = 10;

    /// <summary>In 20,000 simulated runs of random metrics the worst estimate was 2 % off after so many rounds; five fewer, and one run in a thousand is 5 % off.</summary>
    private const int Rounds = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, Lazy<Task<ConnectionMultiplexer>>> Connections = new();

    /// <summary>Half of what an actor had in a round.</summary>
    public sealed record Share(int Round, double Sum, double Weight);

    /// <summary>What each actor measures in a run.</summary>
    public static double MetricOf(string run, int actor) => new Random((int)StableHash.Of($"{run}/{actor}")).NextDouble() * 100;

    public static double MeanOf(string run) => Enumerable.Range(0, Actors).Average(actor => MetricOf(run, actor));

    /// <summary>
    /// One actor of push-sum (Kempe, Dobra and Gehrke, FOCS 2003): in each round it sends half of its sum and weight to an actor chosen at random, and adds what it is sent. Choices are
    /// drawn from what all know, so that each knows how many messages to wait for.
    /// </summary>
    /// <returns>Its estimate of the mean.</returns>
    [CloudburstFunction("gossip")]
    public static async Task<double> Gossip(string run, int self, CloudburstContext context)
    {
        await context.PutAsync(IdKey(run, self), context.Id.Value);
        var peers = new InvocationId[Actors];
        for (var i = 0; i < Actors; i++)
            peers[i] = new InvocationId(await AwaitAsync<string>(context, IdKey(run, i)));
        var (sum, weight) = (MetricOf(run, self), 1.0);
        var early = new List<Share>();
        for (var round = 0; round < Rounds; round++)
        {
            (sum, weight) = (sum / 2, weight / 2);
            var sending = context.SendAsync(peers[PeerOf(run, self, round)], new Share(round, sum, weight));
            for (var missing = SendersTo(run, self, round); missing > 0; missing--)
            {
                var share = await NextAsync(context, early, round);
                (sum, weight) = (sum + share.Sum, weight + share.Weight);
            }
            await sending;
        }
        return sum / weight;
    }

    /// <summary>A participant writes its metric; the first one reads all of them.</summary>
    /// <returns>The mean, from the leader.</returns>
    [CloudburstFunction("gather")]
    public static async Task<double> Gather(string run, int self, CloudburstContext context)
    {
        await context.PutAsync(MetricKey(run, self), MetricOf(run, self));
        if (self > 0)
            return 0;
        var sum = 0.0;
        for (var i = 0; i < Actors; i++)
            sum += await AwaitAsync<double?>(context, MetricKey(run, i)) ?? 0;
        return sum / Actors;
    }

    /// <summary>The same, with a redis-server in the place of our store: what functions without state of their own do.</summary>
    [CloudburstFunction("gather-redis")]
    public static async Task<double> GatherOverRedis(string run, int self, string server, CloudburstContext context)
    {
        var connection = await Connections.GetOrAdd(server, static server => new(() => ConnectionMultiplexer.ConnectAsync(server))).Value;
        return await GatherAsync(connection.GetDatabase(), run, self, context.CancellationToken);
    }

    /// <summary>A participant over a redis-server, wherever it runs.</summary>
    public static async Task<double> GatherAsync(IDatabase redis, string run, int self, CancellationToken cancellationToken)
    {
        await redis.StringSetAsync(MetricKey(run, self), MetricOf(run, self));
        if (self > 0)
            return 0;
        var keys = Enumerable.Range(0, Actors).Select(actor => (RedisKey)MetricKey(run, actor)).ToArray();
        while (true)
        {
            var metrics = await redis.StringGetAsync(keys);
            if (Array.TrueForAll(metrics, static metric => metric.HasValue))
                return metrics.Average(static metric => (double)metric);
            await Task.Delay(1, cancellationToken);
        }
    }

    private static string IdKey(string run, int actor) => $"actors/{run}/{actor}";

    private static string MetricKey(string run, int actor) => $"metrics/{run}/{actor}";

    /// <summary>Whom an actor tells in a round: any of the others.</summary>
    private static int PeerOf(string run, int actor, int round)
    {
        var peer = (int)((uint)StableHash.Of($"{run}/{actor}/{round}") % (Actors - 1));
        return peer < actor ? peer : peer + 1;
    }

    private static int SendersTo(string run, int self, int round) =>
        Enumerable.Range(0, Actors).Count(actor => actor != self && PeerOf(run, actor, round) == self);

    /// <summary>The next message of a round; a faster actor's of a later one waits.</summary>
    private static async Task<Share> NextAsync(CloudburstContext context, List<Share> early, int round)
    {
        if (early.FindIndex(share => share.Round == round) is >= 0 and var index)
        {
            var kept = early[index];
            early.RemoveAt(index);
            return kept;
        }
        while (true)
        {
            var message = await context.ReceiveAsync<Share>(Patience, context.CancellationToken) ?? throw new TimeoutException($"No message of round {round} came within {Patience.TotalSeconds:0} s");
            if (message.Body.Round == round)
                return message.Body;
            early.Add(message.Body);
        }
    }

    private static async Task<T> AwaitAsync<T>(CloudburstContext context, string key)
    {
        T? value;
        while ((value = await context.GetAsync<T>(key, context.CancellationToken)) is null)
            await Task.Delay(1, context.CancellationToken);
        return value;
    }
}

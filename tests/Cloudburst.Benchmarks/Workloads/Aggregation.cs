using System.Globalization;
using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>Ten actors find the mean of their metrics (Cloudburst, VLDB 2020, §6.1.3). One call is a whole run, from its start until every actor has answered.</summary>
internal sealed class Aggregation(bool gossips) : Workload
{
    /// <summary>How far from the mean an actor that gossips may be.</summary>
    private const double Tolerance = 0.05;

    private readonly string _session = Guid.NewGuid().ToString("N")[..8];
    private long _runs;

    public override string Name => gossips ? "gossip" : "gather";

    public override string Description => gossips
        ? "Ten actors on two machines find a mean by gossip, beside a gather over the store and over redis-server."
        : "Ten participants on two machines write their metrics and a leader averages them: over the store, and over redis-server.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var cluster = Own(await Cluster.StartAsync(machines: 2, cancellationToken).ConfigureAwait(false)).Client;
        List<Contender> contenders = [new("cloudburst", "gather/10", 1, _ => RunAsync((run, self) => cluster.Aggregating.GatherAsync(run, self), IsMeanOfLeader))];
        if (gossips)
            contenders.Insert(0, new("cloudburst", "gossip/10", 1, _ => RunAsync((run, self) => cluster.Aggregating.GossipAsync(run, self), IsNearMean)));
        if (await RedisPeer.TryStartRedisAsync(cancellationToken).ConfigureAwait(false) is { } redis)
        {
            Own(redis);
            var server = redis.Connection.GetEndPoints()[0].ToString()!;
            contenders.Add(new("redis", "functions-gather/10", 1, _ => RunAsync((run, self) => cluster.Aggregating.GatherOverRedisAsync(run, self, server), IsMeanOfLeader)));
            contenders.Add(new("redis", "gather/10", 1, _ => RunAsync((run, self) => Aggregating.GatherAsync(redis.Database, run, self, cancellationToken), IsMeanOfLeader)));
        }
        return contenders;
    }

    private async ValueTask RunAsync(Func<string, int, Task<double>> act, Func<double, int, double, bool> isRight)
    {
        var run = string.Create(CultureInfo.InvariantCulture, $"{_session}-{Interlocked.Increment(ref _runs)}");
        var estimates = await Task.WhenAll(Enumerable.Range(0, Aggregating.Actors).Select(self => act(run, self))).ConfigureAwait(false);
        var mean = Aggregating.MeanOf(run);
        for (var self = 0; self < estimates.Length; self++)
        {
            if (!isRight(mean, self, estimates[self]))
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Actor {self} of run {run} found {estimates[self]:0.000} and the mean is {mean:0.000}"));
        }
    }

    private static bool IsNearMean(double mean, int self, double estimate) => Math.Abs(estimate - mean) <= Tolerance * mean;

    private static bool IsMeanOfLeader(double mean, int self, double answer) => self > 0 || Math.Abs(answer - mean) <= 1e-9 * mean;
}

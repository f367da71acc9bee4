using Cloudburst.Histories;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>
/// The very protocols of the levels, in a world that delays, reorders, repeats, loses, cuts and kills: a million steps a level, and more than 100,000 DAGs a
/// level with CLOUDBURST_LONG=1.
/// </summary>
public class SessionSimulationTests(Progress progress) : IClassFixture<Progress>
{
    private const int Requests = 250;
    private const int LongSeeds = 420;
    private const int StepsPerSeed = 10_000;

    [Theory]
    [InlineData(Level.RepeatableRead, 44)]
    [InlineData(Level.SingleKeyCausal, 52)]
    [InlineData(Level.MultiKeyCausal, 38)]
    [InlineData(Level.Causal, 34)]
    public void Level_is_kept_under_every_trouble(Level level, int seeds)
    {
        var all = Seeds.Some(seeds, LongSeeds).ToList();
        var (answered, steps, troubles) = (0, 0L, 0);
        foreach (var seed in all)
        {
            var run = SessionSimulation.Run(seed, level, Flaw.None, Requests);
            if (run.Violations is [var first, ..])
                throw run.World.Failure($"{level}: {first}\n{run.History}");
            // Without these there would have been little to find.
            Assert.True(run.World.Steps > StepsPerSeed, $"Seed {seed} took only {run.World.Steps} steps.");
            Assert.True(run.Troubles > 0 && run.Client.Repeated > 0, $"Seed {seed} had no trouble.");
            Assert.True(run.Client.Committed > Requests * 4 / 5, $"Only {run.Client.Committed} of the {Requests} requests of seed {seed} were answered.");
            (answered, steps, troubles) = (answered + run.Client.Committed, steps + run.World.Steps, troubles + run.Troubles);
            progress.Report(seed == all[^1], $"{level}: no violation in {answered:N0} DAGs, {steps:N0} steps, {troubles:N0} crashes and cuts; seed {seed} of {all.Count}");
        }
    }

    [Theory]
    [InlineData(Level.RepeatableRead, Flaw.IgnoresConstraints)]
    [InlineData(Level.RepeatableRead, Flaw.DeletesByOwnClock)]
    [InlineData(Level.SingleKeyCausal, Flaw.ForgetsContext)]
    [InlineData(Level.SingleKeyCausal, Flaw.ReplacesUnseen)]
    [InlineData(Level.Causal, Flaw.ReplacesUnseen)]
    [InlineData(Level.MultiKeyCausal, Flaw.PassesBarriersAtOnce)]
    [InlineData(Level.MultiKeyCausal, Flaw.TrustsBrokenFeed)]
    [InlineData(Level.Causal, Flaw.IgnoresConstraints)]
    [InlineData(Level.Causal, Flaw.PassesBarriersAtOnce)]
    [InlineData(Level.Causal, Flaw.ForgetsOtherCaches)]
    [InlineData(Level.Causal, Flaw.TrustsBrokenFeed)]
    public void Wrong_protocol_is_found(Level level, Flaw flaw)
    {
        // Versions that replace nothing would soon be more than a key can hold.
        var requests = flaw == Flaw.ForgetsContext ? 60 : Requests;
        Assert.Contains(Enumerable.Range(1, 60), seed => SessionSimulation.Run((ulong)seed, level, flaw, requests).Violations.Count > 0);
    }

    /// <summary>What only shows where caches are without their feed for long. From a seed on that is near one which is known to show it.</summary>
    [Theory]
    [InlineData(Level.SingleKeyCausal, Flaw.KeepsReplica, 50)]
    [InlineData(Level.Causal, Flaw.ForgetsInheritance, 1)]
    public void Wrong_protocol_is_found_in_bad_weather(Level level, Flaw flaw, int firstSeed)
    {
        var (weather, requests) = flaw == Flaw.KeepsReplica ? (Weather.StoreUnheard, 600) : (Weather.FeedsAway, Requests);
        Assert.Contains(
            Enumerable.Range(firstSeed, 150),
            seed => SessionSimulation.Run((ulong)seed, level, flaw, requests, weather).Violations.Count > 0);
    }

    [Theory]
    [InlineData(Level.RepeatableRead)]
    [InlineData(Level.SingleKeyCausal)]
    [InlineData(Level.MultiKeyCausal)]
    [InlineData(Level.Causal)]
    public void Level_is_kept_in_bad_weather(Level level)
    {
        Weather[] weathers = [Weather.FeedsAway, Weather.StoreUnheard];
        foreach (var (seed, weather) in Seeds.Some(4, 100).SelectMany(seed => weathers.Select(weather => (seed, weather))))
        {
            var run = SessionSimulation.Run(seed, level, Flaw.None, Requests, weather);
            if (run.Violations is [var first, ..])
                throw run.World.Failure($"{level}: {first}\n{run.History}");
            Assert.True(run.Client.Committed > Requests / 2, $"Only {run.Client.Committed} of the {Requests} requests of seed {seed} were answered.");
        }
    }

    [Theory]
    [InlineData(Level.RepeatableRead)]
    [InlineData(Level.Causal)]
    public void Same_seed_takes_the_same_steps(Level level)
    {
        var (once, again) = (SessionSimulation.Run(7, level, Flaw.None, Requests), SessionSimulation.Run(7, level, Flaw.None, Requests));
        Assert.Equal(once.World.Fingerprint, again.World.Fingerprint);
        Assert.Equal(once.History.ToString(), again.History.ToString());
    }
}

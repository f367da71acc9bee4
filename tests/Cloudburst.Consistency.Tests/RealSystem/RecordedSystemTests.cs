using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Histories.Recording;

namespace Cloudburst.Tests.Consistency.RealSystem;

/// <summary>The real system on three machines, judged by what its functions saw. With CLOUDBURST_LONG=1 it is 10,000 DAGs a level.</summary>
public class RecordedSystemTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1";
    private static readonly int Runs = IsLong ? 4 : 1;
    private static readonly int Requests = IsLong ? 2_500 : 400;

    [Theory]
    [InlineData(Level.LastWriterWins)]
    [InlineData(Level.RepeatableRead)]
    [InlineData(Level.SingleKeyCausal)]
    [InlineData(Level.MultiKeyCausal)]
    [InlineData(Level.Causal)]
    [InlineData(Level.Transactional)]
    [InlineData(Level.Linearizable)]
    public async Task Level_is_kept_on_few_hot_keys(Level level)
    {
        for (var run = 0; run < Runs; run++)
        {
            await using var system = RecordedSystem.Start(level);
            var history = await system.RunAsync(Requests, inFlight: 16, new Zipf(8), seed: run);
            Assert.True(history.Sessions.Count(session => session.Outcome == Outcome.Committed) >= Requests * 9 / 10, "Too few requests were answered with a result to judge the level.");
            AssertKept(history, $"{level}-{run}");
        }
    }

    /// <summary>A history that breaks a promise is written down whole, to be looked at.</summary>
    private static void AssertKept(History history, string name)
    {
        var violations = Promises.Check(history);
        if (violations.Count == 0)
            return;
        var file = Path.Combine(Directory.CreateTempSubdirectory("cloudburst-history-").FullName, $"{name}.txt");
        File.WriteAllText(file, history.ToString());
        using (var lines = File.CreateText(Path.ChangeExtension(file, ".jsonl")))
            JsonLines.Write(history, lines);
        Assert.Fail($"{violations.Count} violations; the history is in {file}. The first ones:{Environment.NewLine}{string.Join(Environment.NewLine, violations.Take(5))}");
    }

    [Fact]
    public async Task Last_writer_wins_shows_the_anomalies_that_the_levels_prevent()
    {
        // The control: were there none without the levels, the tests above would prove nothing.
        await using var system = RecordedSystem.Start(Level.LastWriterWins);
        var anomalies = AnomalyCounter.Count(await system.RunAsync(Requests, inFlight: 16, new Zipf(8), seed: 0));
        Assert.True(anomalies.SingleKey > 0, "No write was dropped.");
        Assert.True(anomalies.RepeatableRead > 0, "No read was not repeatable.");
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Histories.Recording;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>
/// The paper's anomaly experiment (Cloudburst, VLDB 2020, §6.2, table 2): random DAGs over Zipf-distributed keys with many at once, what each level would have had to prevent under
/// last-writer-wins, and what is left at the level itself.
/// </summary>
internal static class AnomaliesCommand
{
    private const int Keys = 100;
    private const int InFlight = 16;
    private static readonly Level[] Levels = [Level.RepeatableRead, Level.SingleKeyCausal, Level.MultiKeyCausal, Level.Causal];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print only JSON lines on standard output." };
        var quick = new Option<bool>("--quick") { Description = "800 DAGs a level instead of 4,000." };
        var seed = new Option<int>("--seed") { Description = "Which random DAGs; their interleaving is the machine's." };
        var command = new Command("anomalies", "Counts what each consistency level would have prevented under last-writer-wins, and what breaks it at the level itself.") { json, quick, seed };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(json), parsed.GetValue(quick) ? 800 : 4_000, parsed.GetValue(seed)));
        return command;
    }

    private static async Task<int> RunAsync(bool json, int dags, int seed)
    {
        var counted = AnomalyCounter.Count(await RecordAsync(Level.LastWriterWins, dags, seed).ConfigureAwait(false));
        var violations = 0;
        foreach (var level in Levels)
        {
            var prevented = level switch
            {
                Level.RepeatableRead => counted.RepeatableRead,
                Level.SingleKeyCausal => counted.PreventedBySingleKeyCausal,
                Level.MultiKeyCausal => counted.PreventedByMultiKeyCausal,
                _ => counted.PreventedByCausal,
            };
            var left = Promises.Check(await RecordAsync(level, dags, seed).ConfigureAwait(false));
            violations += left.Count;
            await Console.Out.WriteLineAsync(json
                ? JsonSerializer.Serialize(new { peer = "cloudburst", workload = "anomalies", variant = level.ToString(), under_lww = prevented, at_level = left.Count, n = dags })
                : string.Create(CultureInfo.InvariantCulture, $"{level,-16} {prevented,7:N0} under last-writer-wins, {left.Count:N0} at the level, of {dags:N0} DAGs")).ConfigureAwait(false);
            foreach (var violation in left.Take(3))
                await Console.Error.WriteLineAsync(violation.ToString()).ConfigureAwait(false);
        }
        return violations == 0 ? 0 : 1;
    }

    private static async Task<History> RecordAsync(Level level, int dags, int seed)
    {
        await Console.Error.WriteLineAsync($"anomalies: {dags} DAGs at {level}").ConfigureAwait(false);
        var system = RecordedSystem.Start(level);
        await using (system.ConfigureAwait(false))
            return await system.RunAsync(dags, InFlight, new Zipf(Keys), seed).ConfigureAwait(false);
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Chaos.Faults;
using Cloudburst.Chaos.Load;
using Cloudburst.Chaos.Processes;
using Cloudburst.Client;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>A constant rate of calls while one kind of role after the other is killed: stretches with kills, and stretches without, to be compared with the first, quiet one.</summary>
internal static class ChaosCommand
{
    private const double MostTimesQuiet = 10;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print only JSON lines on standard output, one per stretch." };
        var quick = new Option<bool>("--quick") { Description = "Stretches of 4 seconds instead of a minute: about a minute instead of ten." };
        var rate = new Option<int>("--rate") { Description = "Calls a second.", DefaultValueFactory = _ => 200 };
        var seed = new Option<int>("--seed") { Description = "Which members are killed." };
        var command = new Command("chaos", "Calls at a constant rate while every kind of role is killed in turn: the share that is answered, answers that come twice, and latency with and without kills.") { json, quick, rate, seed };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(json), TimeSpan.FromSeconds(parsed.GetValue(quick) ? 4 : 60), parsed.GetValue(rate), parsed.GetValue(seed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, TimeSpan stretch, int rate, int seed, CancellationToken cancellationToken)
    {
        var cluster = await ProcessCluster.StartAsync(new ClusterOptions(), cancellationToken).ConfigureAwait(false);
        await using var _ = cluster.ConfigureAwait(false);
        var ledger = new AnswerLedger();
        var client = ledger.Connect(cluster.Schedulers, new ClientOptions { DefaultTimeout = CallTimeout });
        await using var __ = client.ConfigureAwait(false);
        var load = new SteadyLoad(rate, number => MixedCalls.CallAsync(client, number));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(stop.Token);

        var stretches = new List<(string Name, long Begin, long End)>();
        await StretchAsync("warm-up", WarmUp, static _ => Task.CompletedTask).ConfigureAwait(false);
        await StretchAsync("quiet", stretch, static _ => Task.CompletedTask).ConfigureAwait(false);
        var troublemaker = new Troublemaker(cluster, Console.Error);
        foreach (var kind in Enum.GetValues<RoleKind>())
        {
            var name = kind.ToString().ToLowerInvariant();
            await StretchAsync($"kill-{name}", stretch, until => KillAsync(kind, until)).ConfigureAwait(false);
            await StretchAsync($"after-{name}", stretch, static _ => Task.CompletedTask).ConfigureAwait(false);
        }
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);

        var rows = stretches.Select(part => Row.Of(part.Name, load.Calls.Where(call => call.Began >= part.Begin && call.Began < part.End), Stopwatch.GetElapsedTime(part.Begin, part.End))).ToArray();
        var total = Row.Of("total", load.Calls, Stopwatch.GetElapsedTime(stretches[0].Begin, stretches[^1].End)) with { Doubled = ledger.Doubled.Count };
        foreach (var row in rows.Append(total))
            await Console.Out.WriteLineAsync(json ? row.ToJson() : row.ToText()).ConfigureAwait(false);
        foreach (var (error, count) in load.Errors)
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} calls ended as {error}")).ConfigureAwait(false);
        return await JudgeAsync(rows, total).ConfigureAwait(false);

        async Task StretchAsync(string name, TimeSpan length, Func<long, Task> doAsync)
        {
            await Console.Error.WriteLineAsync($"chaos: {name}").ConfigureAwait(false);
            var begin = Stopwatch.GetTimestamp();
            var end = begin + (long)(length.TotalSeconds * Stopwatch.Frequency);
            await doAsync(end).ConfigureAwait(false);
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, cancellationToken).ConfigureAwait(false);
            stretches.Add((name, begin, Stopwatch.GetTimestamp()));
        }

        async Task KillAsync(RoleKind kind, long until)
        {
            var members = cluster.Roles.Where(role => role.Kind == kind).ToArray();
            var next = new Random(seed).Next(members.Length);
            do
            {
                await troublemaker.MakeAsync(new Fault(members[next++ % members.Length].Name, FaultKind.Kill, TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken).ConfigureAwait(false);
            }
            while (Stopwatch.GetTimestamp() < until);
        }
    }

    private static async Task<int> JudgeAsync(IReadOnlyList<Row> rows, Row total)
    {
        var quiet = rows.Single(row => row.Variant == "quiet").P99Micros;
        var slowest = rows.Where(row => row.Variant.StartsWith("after-", StringComparison.Ordinal)).MaxBy(row => row.P99Micros)!;
        var verdicts = new (bool Met, string What)[]
        {
            (total.AnsweredShare >= 1, string.Create(CultureInfo.InvariantCulture, $"{total.AnsweredShare:P4} of {total.Count} calls are answered; the target is all")),
            (total.Doubled == 0, $"{total.Doubled} calls are answered twice; the target is none"),
            (slowest.P99Micros <= MostTimesQuiet * quiet, string.Create(
                CultureInfo.InvariantCulture,
                $"p99 without kills is at most {slowest.P99Micros / quiet:0.0} times the quiet one ({slowest.Variant}); the target is {MostTimesQuiet:0}")),
        };
        foreach (var (met, what) in verdicts)
            await Console.Error.WriteLineAsync($"{(met ? "met   " : "missed")} {what}").ConfigureAwait(false);
        return verdicts.All(static verdict => verdict.Met) ? 0 : 1;
    }

    private sealed record Row(string Variant, double P50Micros, double P99Micros, double OpsPerSecond, double AnsweredShare, int Count)
    {
        public int Doubled { get; init; }

        public static Row Of(string variant, IEnumerable<SteadyLoad.Call> calls, TimeSpan length)
        {
            var all = calls.ToArray();
            var took = all.Where(static call => call.IsAnswered).Select(static call => call.Took).Order().ToArray();
            return new Row(variant, Micros(took, 0.5), Micros(took, 0.99), took.Length / length.TotalSeconds, all.Length == 0 ? 1 : (double)took.Length / all.Length, all.Length);
        }

        public string ToJson() => JsonSerializer.Serialize(new
        {
            peer = "cloudburst",
            workload = "chaos",
            variant = Variant,
            p50_us = Math.Round(P50Micros),
            p99_us = Math.Round(P99Micros),
            ops_per_s = Math.Round(OpsPerSecond, 1),
            n = Count,
            answered_share = Math.Round(AnsweredShare, 6),
            doubled = Doubled,
        });

        public string ToText() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Variant,-16} p50 {P50Micros,9:N0} µs  p99 {P99Micros,11:N0} µs  {OpsPerSecond,6:N0}/s  {Count,7:N0} calls, {AnsweredShare:P3} answered{(Variant == "total" ? $", {Doubled} twice" : "")}");

        private static double Micros(long[] sorted, double share) => sorted.Length == 0 ? 0 : Statistics.Percentile(sorted, share) * 1e6 / Stopwatch.Frequency;
    }
}

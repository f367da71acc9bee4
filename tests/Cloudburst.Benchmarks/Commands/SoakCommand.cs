using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Chaos.Processes;
using Cloudburst.Client;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>A constant load for a long time: whether the memory of every process stays flat.</summary>
internal static class SoakCommand
{
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(1);

    /// <summary>The share of the run at its beginning in which code is compiled, pools fill and heaps find their size.</summary>
    private const double WarmUpShare = 1.0 / 3;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print only JSON lines on standard output, one per process." };
        var minutes = new Option<double>("--minutes") { Description = "How long; 30 tells whether anything leaks.", DefaultValueFactory = _ => 1 };
        var rate = new Option<int>("--rate") { Description = "Calls a second.", DefaultValueFactory = _ => 200 };
        var command = new Command("soak", "Calls at a constant rate for a while: how much the memory of each process grows in a minute.") { json, minutes, rate };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(json), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(rate), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, TimeSpan length, int rate, CancellationToken cancellationToken)
    {
        var cluster = await ProcessCluster.StartAsync(new ClusterOptions(), cancellationToken).ConfigureAwait(false);
        await using var _ = cluster.ConfigureAwait(false);
        var client = CloudburstClient.Connect(string.Join(',', cluster.Schedulers));
        await using var __ = client.ConfigureAwait(false);
        var load = new SteadyLoad(rate, number => MixedCalls.CallAsync(client, number));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(stop.Token);
        var samples = await SampleAsync(cluster, length, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        foreach (var role in cluster.Roles)
        {
            var growth = Growth.Of(samples[role.Name]);
            await Console.Out.WriteLineAsync(json ? growth.ToJson(role.Name) : growth.ToText(role.Name)).ConfigureAwait(false);
        }
        var failed = load.Calls.Count(static call => !call.IsAnswered);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"soak: {load.Calls.Count} calls, {failed} of them not answered")).ConfigureAwait(false);
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Looks at the memory of every process once in a while.</summary>
    private static async Task<Dictionary<string, List<Sample>>> SampleAsync(ProcessCluster cluster, TimeSpan length, CancellationToken cancellationToken)
    {
        var samples = cluster.Roles.ToDictionary(static role => role.Name, static _ => new List<Sample>());
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(SamplePeriod);
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            var minutes = Stopwatch.GetElapsedTime(started).TotalMinutes;
            foreach (var role in cluster.Roles)
                samples[role.Name].Add(new Sample(minutes, role.Process!.MemoryBytes));
        }
        return samples;
    }

    /// <summary>What a process had in memory at some time.</summary>
    private readonly record struct Sample(double Minutes, long Bytes);

    /// <summary>How the memory of a process went.</summary>
    private sealed record Growth(long BeginBytes, long EndBytes, double BytesPerMinute, double Minutes)
    {
        /// <summary>The line through the samples after the warm-up, by least squares.</summary>
        public static Growth Of(List<Sample> samples)
        {
            var settled = samples[(int)(samples.Count * WarmUpShare)..];
            var (minutes, bytes) = (settled.Average(static sample => sample.Minutes), settled.Average(static sample => (double)sample.Bytes));
            var spread = settled.Sum(sample => Math.Pow(sample.Minutes - minutes, 2));
            var slope = spread == 0 ? 0 : settled.Sum(sample => (sample.Minutes - minutes) * (sample.Bytes - bytes)) / spread;
            return new Growth(settled[0].Bytes, settled[^1].Bytes, slope, settled[^1].Minutes - settled[0].Minutes);
        }

        public string ToJson(string role) => JsonSerializer.Serialize(new
        {
            peer = "cloudburst",
            workload = "soak",
            variant = role,
            begin_bytes = BeginBytes,
            end_bytes = EndBytes,
            bytes_per_min = Math.Round(BytesPerMinute),
            minutes = Math.Round(Minutes, 2),
        });

        public string ToText(string role) => string.Create(
            CultureInfo.InvariantCulture,
            $"{role,-18} {BeginBytes / 1e6,7:0.0} MB, then {EndBytes / 1e6,7:0.0} MB  {BytesPerMinute / 1e6,8:+0.00;-0.00} MB/min over {Minutes:0.0} min");
    }
}

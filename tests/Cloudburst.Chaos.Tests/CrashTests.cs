using System.Diagnostics;
using System.Globalization;
using Cloudburst.Chaos.Faults;
using Cloudburst.Chaos.Load;
using Cloudburst.Chaos.Processes;
using Cloudburst.Tests.Shared;
using Xunit.Abstractions;

namespace Cloudburst.Chaos.Tests;

/// <summary>
/// The real roles as processes, killed and held up under load. Each failure names its seed; CLOUDBURST_SEED replays its faults (not their interleaving, which is the machine's). The
/// roles' logs are in artifacts/log/chaos. With CLOUDBURST_LONG=1 it is a minute for each kind of role and ten minutes for all.
/// </summary>
[Collection(Machine.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1";

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("CLOUDBURST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    [Fact]
    public async Task Death_and_delay_of_every_kind_of_role_lose_and_double_nothing()
    {
        var seed = Seed;
        await RunAsync("every-kind", seed, async run =>
        {
            var hanging = run.Cluster.Roles.Last(role => role.Kind == RoleKind.Executor);
            var hang = run.MakeAsync(FaultPlan.HangOf(hanging, new Random(seed)), CancellationToken.None);
            foreach (var fault in FaultPlan.OfEachKind([.. run.Cluster.Roles.Where(role => role != hanging)], seed))
                await run.MakeAsync(fault, CancellationToken.None);
            await hang;
        });
    }

    [SkippableTheory]
    [InlineData(RoleKind.Kvs, 1)]
    [InlineData(RoleKind.Scheduler, 1)]
    [InlineData(RoleKind.Cache, 1)]
    [InlineData(RoleKind.Executor, 1)]
    [InlineData(null, 10)]
    public async Task Minutes_of_faults_lose_and_double_nothing(RoleKind? kind, int minutes)
    {
        Skip.IfNot(IsLong, "Takes minutes; CLOUDBURST_LONG=1 or eng/test.sh --long runs it");
        var seed = Seed;
        await RunAsync($"{kind?.ToString() ?? "all"}-for-minutes", seed, async run =>
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var fault in FaultPlan.Endless([.. run.Cluster.Roles.Where(role => kind is null || role.Kind == kind)], seed).TakeWhile(_ => Stopwatch.GetElapsedTime(started).TotalMinutes < minutes))
                await run.MakeAsync(fault, CancellationToken.None);
        });
    }

    private async Task RunAsync(string name, int seed, Func<ChaosRun, Task> faults)
    {
        var log = new StringWriter(CultureInfo.InvariantCulture);
        IReadOnlyList<string> findings;
        try
        {
            var options = new ClusterOptions { LogFolder = Path.Combine(SourceTree.Root, "artifacts/log/chaos", name) };
            await using var run = await ChaosRun.StartAsync(options, ChaosRun.EveryKind(), log, CancellationToken.None);
            await faults(run);
            findings = await run.FinishAsync(CancellationToken.None);
        }
        finally
        {
            output.WriteLine($"Seed {seed}\n{log}");
        }
        Assert.True(findings.Count == 0, $"Seed {seed}: {findings.Count} findings\n{string.Join('\n', findings.Take(50))}");
    }
}

using System.Diagnostics;
using Cloudburst.Kvs.TestNode;

namespace Cloudburst.Kvs.Tests.Garnet;

public sealed class CrashTests
{
    /// <summary>
    /// Kills the process in the middle of the load, while values spill to disk, checkpoints replace the log and compaction moves values;
    /// recovers, checks every acknowledged write, and does it again on what was recovered.
    /// </summary>
    [Fact]
    public async Task Killed_under_load_every_acknowledged_write_is_recovered()
    {
        using var folder = new TempFolder();
        var acknowledged = new long[Load.Writers];
        for (var round = 0; round < 2; round++)
        {
            await RunUntilKilledAsync(folder.Path, acknowledged, TimeSpan.FromSeconds(4));

            await using var server = Load.Open(folder.Path);
            var losses = await Load.FindLossesAsync(server.Store, acknowledged);
            Assert.True(losses.Count == 0, $"Round {round}: {losses.Count} losses of {acknowledged.Sum()} steps, such as: {string.Join("; ", losses.Take(5))}");
        }
    }

    private static async Task RunUntilKilledAsync(string folder, long[] acknowledged, TimeSpan duration)
    {
        var before = acknowledged.ToArray();
        using var node = new ChildProcess(["load", folder, .. acknowledged.Select(step => $"{step + 1}")]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        Stopwatch? watch = null;
        while (await node.Output.ReadLineAsync(deadline.Token) is { } line)
        {
            watch ??= Stopwatch.StartNew();
            Note(line, acknowledged);
            if (watch.Elapsed > duration && acknowledged.Zip(before).All(pair => pair.First > pair.Second))
                break;
        }

        node.Kill();
        while (await node.Output.ReadLineAsync(deadline.Token) is { } line)
            Note(line, acknowledged);
    }

    /// <summary>Steps come one after the other, so a line that the kill has cut in half is not taken for another step.</summary>
    private static void Note(string line, long[] acknowledged)
    {
        if (line.Split(' ') is [var name, var text] && int.TryParse(name, out var writer) && long.TryParse(text, out var step)
            && step == acknowledged[writer] + 1)
            acknowledged[writer] = step;
    }
}

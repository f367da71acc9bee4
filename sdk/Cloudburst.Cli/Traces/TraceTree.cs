using System.Globalization;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.Traces;

/// <summary>Draws a trace: the request, its tries, and in each the functions in the order of their start.</summary>
internal static class TraceTree
{
    public static Tree Draw(CloudburstTrace trace, EncodedValue? result)
    {
        var took = trace.Ended is { } ended ? Milliseconds(ended - trace.Arrived) : "not ended";
        var tree = new Tree(new Text($"{trace.Target}  {(result is { } value ? JsonOutput.Compact(value) : trace.Error ?? "no result")}  {took}  by {trace.Scheduler}"));
        foreach (var attempt in trace.Attempts)
        {
            var node = tree.AddNode(new Text(
                $"attempt {attempt.Number}  +{Milliseconds(attempt.Began - trace.Arrived)}{(attempt.Failure is null ? "" : $"  given up: {attempt.Failure}")}",
                attempt.Failure is null ? Style.Plain : new Style(Color.Yellow)));
            Add(node, trace, [.. trace.Runs.Where(run => run.Attempt == attempt.Number)]);
        }
        if (trace.Dropped > 0)
            tree.AddNode(new Text($"{trace.Dropped:N0} more runs, which are not kept"));
        return tree;
    }

    /// <summary>The calls of a map stand together, by executor: what matters of them is how they were shared out.</summary>
    private static void Add(TreeNode attempt, CloudburstTrace trace, IReadOnlyList<CloudburstTraceRun> runs)
    {
        var groups = runs.GroupBy(static run => (run.Node, run.ExecutorId, run.Element is null)).Select(static group => group.ToList()).ToList();
        var names = groups.ConvertAll(static group => group[0].Element is null ? group[0].Node : $"{group[0].Node} x{group.Count}");
        var width = names.Select(static name => name.Length).DefaultIfEmpty(0).Max();
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            var failed = group.Find(static run => run.Error is not null);
            attempt.AddNode(new Text(
                $"{names[i].PadRight(width)}  +{Milliseconds(group[0].Started - trace.Arrived)}  {TimesOf(group)}  on {group[0].ExecutorId}{ReadsOf(group)}{(failed is null ? "" : $"  failed: {failed.Error}")}",
                failed is null ? Style.Plain : new Style(Color.Red)));
        }
    }

    private static string TimesOf(IReadOnlyList<CloudburstTraceRun> runs)
    {
        var (preparing, running, storing) = (Sum(static run => run.Preparing), Sum(static run => run.Running), Sum(static run => run.Storing));
        return $"prepared {Milliseconds(preparing)}, ran {Milliseconds(running)}{(storing > TimeSpan.Zero ? $", stored {Milliseconds(storing)}" : "")}";

        TimeSpan Sum(Func<CloudburstTraceRun, TimeSpan> of) => runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + of(run));
    }

    private static string ReadsOf(IReadOnlyList<CloudburstTraceRun> runs)
    {
        var (keys, fetched) = (runs.Sum(static run => run.KeysRead), runs.Sum(static run => run.KeysFetched));
        if (keys == 0)
            return "";
        return $"  read {keys} {(keys == 1 ? "key" : "keys")}, {(fetched == 0 ? "cached" : fetched == keys ? "not cached" : $"{keys - fetched} cached")}";
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}

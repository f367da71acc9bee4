using System.CommandLine;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.Status;

/// <summary><c>cloudburst status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("status", "Shows the schedulers, and what they see: executors with their load, caches, the store.");
        command.Does(terminal, ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(CommandRun run)
    {
        var views = await run.WaitAsync("Asking the schedulers", SchedulerView.AskAllAsync(run));
        var best = views.FirstOrDefault(static view => view.Status is not null)?.Status;
        if (run.Json)
        {
            run.WriteJson(StatusDocument.Of(views, best));
        }
        else
        {
            run.Write(Schedulers(views, run.Terminal.Time.GetUtcNow()));
            if (best is not null)
                Show(run, best);
        }
        if (best is null)
        {
            var error = views[0].Error!;
            throw new CliException(ExitCode.Of(error), $"No scheduler answers: {error.Message}{ErrorReport.NextStep(error)}", error) { Code = error.Code.ToString() };
        }
        return best.Store.IsReachable ? ExitCode.Success : ExitCode.Unavailable;
    }

    private static void Show(CommandRun run, CloudburstStatus status)
    {
        run.WriteLine("");
        if (status.Executors.Count == 0)
            run.WriteLine("No executor is attached: nothing can be called.");
        else
            run.Write(Executors(status.Executors));
        run.WriteLine("");
        var listing = new Listing("CACHE", "#KEYS", "#BYTES");
        foreach (var cache in status.Caches)
            listing.Add(cache.NodeId, $"{cache.Keys:N0}", $"{cache.Bytes:N0}");
        if (status.Caches.Count > 0)
            run.Write(listing.Table);
        else
            run.WriteLine("No cache reports to the scheduler.");
        run.WriteLine("");
        run.Write(new Listing("STORE", "READ")
            .Add(
                status.Store.IsReachable ? new Cell("reachable", Color.Green) : new Cell("not reachable", Color.Red),
                status.Store.IsReachable ? Milliseconds(status.Store.ReadTime) : status.Store.Problem ?? "")
            .Table);
    }

    private static Table Schedulers(IReadOnlyList<SchedulerView> views, DateTimeOffset now)
    {
        var listing = new Listing("SCHEDULER", "ADDRESS", "STATE", "VERSION", "UP", "#IN FLIGHT");
        foreach (var view in views)
        {
            if (view.Status?.Scheduler is { } scheduler)
            {
                listing.Add(
                    scheduler.Id, view.Address, new Cell("up", Color.Green), scheduler.Version, Age(now - scheduler.Started),
                    $"{scheduler.InFlight:N0}");
            }
            else
            {
                listing.Add(
                    "?", view.Address, new Cell("not reachable", Color.Red), "", "", "");
            }
        }
        return listing.Table;
    }

    private static Table Executors(IReadOnlyList<CloudburstExecutorStatus> executors)
    {
        var listing = new Listing("EXECUTOR", "NODE", "STATE", "VERSION", "#FUNCTIONS", "#WORKERS", "#BUSY", "#IN FLIGHT", "#QUEUED");
        foreach (var executor in executors)
        {
            var (state, color) = executor switch
            {
                { IsDraining: true } => ("draining", Color.Yellow),
                { HasCache: false } => ("without cache", Color.Red),
                _ => ("up", Color.Green),
            };
            listing.Add(
                executor.Id, executor.NodeId, new Cell(state, color), executor.Version, $"{executor.Functions:N0}",
                $"{executor.Workers:N0}", $"{executor.Utilization:P0}".Replace(" ", "", StringComparison.Ordinal), $"{executor.InFlight:N0}",
                $"{executor.Queued:N0}");
        }
        return listing.Table;
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0} ms";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{(int)age.TotalDays}d {age.Hours}h",
        { TotalHours: >= 1 } => $"{age.Hours}h {age.Minutes}m",
        { TotalMinutes: >= 1 } => $"{age.Minutes}m {age.Seconds}s",
        _ => $"{(int)Math.Max(0, age.TotalSeconds)}s",
    };
}

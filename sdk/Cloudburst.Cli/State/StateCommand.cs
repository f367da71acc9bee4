using System.CommandLine;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.State;

/// <summary><c>cloudburst state get|put|watch|delete</c>.</summary>
internal static class StateCommand
{
    private static readonly Argument<string[]> Keys = new("KEY") { Description = "The keys.", Arity = ArgumentArity.OneOrMore };

    private static readonly Argument<string> Key = new("KEY") { Description = "The key." };

    private static readonly Option<int?> Count = new("--count") { Description = "End after so many states, the first among them.", HelpName = "NUMBER" };

    public static Command Create(Terminal terminal)
    {
        var get = new Command("get", "Shows what keys hold.") { Keys };
        get.Does(terminal, GetAsync);
        var watch = new Command("watch", "Shows what a key holds, and again each time it changes, until Ctrl+C.") { Key, Count };
        watch.Does(terminal, WatchAsync);
        var delete = new Command("delete", "Deletes keys.") { Keys };
        delete.Does(terminal, DeleteAsync);
        return new Command("state", "Reads and writes state: registers, counters, sets, maxima and flags.") { get, PutCommand.Create(terminal), watch, delete };
    }

    private static async Task<int> GetAsync(CommandRun run)
    {
        var keys = run.Get(Keys);
        var capsules = await run.WaitAsync("Reading", run.Client.State.ReadManyAsync(keys, run.Cancellation).AsTask());
        StateView[] views = [.. keys.Zip(capsules, StateView.Of)];
        if (views is [{ IsAbsent: true } absent] && !run.Json)
            throw new CliException(ExitCode.NotFound, $"Key '{absent.Key}' holds nothing; keys of state classes are written prefix/member/parameter, as in 'shop/stock/umbrella'");
        StateOutput.Write(run, views);
        return Array.Exists(views, static view => view.IsAbsent) ? ExitCode.NotFound : ExitCode.Success;
    }

    private static async Task<int> WatchAsync(CommandRun run)
    {
        var left = run.Get(Count) ?? int.MaxValue;
        if (left <= 0)
            throw new CliException(ExitCode.Usage, $"--count is {left} and must be at least 1");
        await foreach (var capsule in run.Client.WatchStateAsync(run.Get(Key), run.Cancellation))
        {
            StateOutput.WriteChange(run, StateView.Of(run.Get(Key), capsule));
            if (--left == 0)
                break;
        }
        return ExitCode.Success;
    }

    private static async Task<int> DeleteAsync(CommandRun run)
    {
        var keys = run.Get(Keys);
        foreach (var key in keys)
            await run.WaitAsync($"Deleting {key}", DeleteAsync(run, key));
        if (run.Json)
            run.WriteJson(new { Deleted = keys });
        else
            run.WriteLine($"Deleted {string.Join(", ", keys)}.");
        return ExitCode.Success;
    }

    private static async Task<bool> DeleteAsync(CommandRun run, string key)
    {
        await run.Client.State.DeleteAsync(key, run.Cancellation);
        return true;
    }
}

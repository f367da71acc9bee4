using System.CommandLine;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;

namespace Cloudburst.Cli.Calls;

/// <summary><c>cloudburst call NAME ARGUMENTS...</c>.</summary>
internal static class CallCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Runs nothing; shows where it would be placed now, and what is cached there of what its arguments refer to." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("call", "Calls a function or a DAG and writes its result as JSON; results of a stream as they come.");
        var settings = new CallSettings(command, terminal);
        command.Options.Add(DryRun);
        command.Does(terminal, run => CallAsync(run, settings));
        return command;
    }

    private static async Task<int> CallAsync(CommandRun run, CallSettings settings)
    {
        var (target, arguments) = await settings.ReadAsync(run);
        if (run.Get(DryRun))
            return await ExplainAsync(run, target, arguments);
        if (target.Streams)
            return await StreamAsync(run, target, arguments);
        var started = run.Terminal.Time.GetTimestamp();
        var result = await run.WaitAsync($"Calling {target.Name}", run.Client.CallAsync(target.With(arguments), CallSettings.OptionsOf(run), run.Cancellation));
        var took = run.Terminal.Time.GetElapsedTime(started);
        if (run.Json)
            run.WriteJson(new { Target = target.Name, Result = result, Milliseconds = Math.Round(took.TotalMilliseconds, 3) });
        else
            run.WriteJson(result);
        return ExitCode.Success;
    }

    private static async Task<int> ExplainAsync(CommandRun run, CallTarget target, EncodedArgument[] arguments)
    {
        var placement = await run.WaitAsync($"Asking where {target.Name} would go", run.Client.ExplainAsync(target.With(arguments), run.Cancellation));
        if (run.Json)
        {
            run.WriteJson(new { Target = target.Name, placement.Nodes });
            return ExitCode.Success;
        }
        var listing = new Listing("NODE", "EXECUTOR", "MACHINE", "#CACHED");
        foreach (var node in placement.Nodes)
            listing.Add(node.Node, node.ExecutorId ?? "known later", node.NodeId ?? "-", node.ExecutorId is null ? "-" : $"{node.CachedBytes:N0}");
        run.Write(listing.Table);
        return ExitCode.Success;
    }

    /// <summary>Writes results as they come, one a line: whoever reads them waits for none but the next.</summary>
    private static async Task<int> StreamAsync(CommandRun run, CallTarget target, EncodedArgument[] arguments)
    {
        var items = run.Client.StreamAsync(target.StreamWith(arguments), CallSettings.OptionsOf(run), run.Cancellation).GetAsyncEnumerator(run.Cancellation);
        await using (items)
        {
            while (await run.WaitAsync($"Waiting for {target.Name}", items.MoveNextAsync().AsTask()))
            {
                if (run.Json)
                    run.WriteJsonLine(new { Item = items.Current });
                else
                    run.WriteJsonLine(items.Current);
            }
        }
        return ExitCode.Success;
    }
}

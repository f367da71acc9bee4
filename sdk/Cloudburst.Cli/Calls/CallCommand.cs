using System.CommandLine;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Calls;

/// <summary><c>cloudburst call NAME ARGUMENTS...</c>.</summary>
internal static class CallCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("call", "Calls a function or a DAG and writes its result as JSON; results of a stream as they come.");
        var settings = new CallSettings(command, terminal);
        command.Does(terminal, run => CallAsync(run, settings));
        return command;
    }

    private static async Task<int> CallAsync(CommandRun run, CallSettings settings)
    {
        var (target, arguments) = await settings.ReadAsync(run);
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

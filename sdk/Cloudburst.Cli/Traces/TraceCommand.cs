using System.CommandLine;
using Cloudburst.Cli.Calls;
using Cloudburst.Cli.Invocation;
using Spectre.Console;

namespace Cloudburst.Cli.Traces;

/// <summary><c>cloudburst trace NAME ARGUMENTS...</c>: calls, and shows where what ran, and for how long.</summary>
internal static class TraceCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("trace", "Calls a function or a DAG, and shows the path of the request: tries, executors, times, what was read.");
        var settings = new CallSettings(command, terminal);
        command.Does(terminal, run => TraceAsync(run, settings));
        return command;
    }

    private static async Task<int> TraceAsync(CommandRun run, CallSettings settings)
    {
        var (target, arguments) = await settings.ReadAsync(run);
        var name = Guid.NewGuid().ToString("N");
        var (result, failure) = await CallAsync(run, target, arguments, CallSettings.OptionsOf(run) with { TraceName = name });
        var trace = await run.WaitAsync("Asking for the trace", run.Client.GetTraceAsync(name, run.Cancellation))
            ?? throw (Exception?)failure ?? new CliException(ExitCode.Unavailable, $"The scheduler that took '{target.Name}' is not the one that answers now, so its trace is lost; try again");
        if (run.Json)
            run.WriteJson(TraceDocument.Of(trace, result));
        else
            run.Write(TraceTree.Draw(trace, result));
        // The function's own failure is part of what was asked for, and how the command ends.
        return failure is null ? ExitCode.Success : ErrorReport.Write(run.Terminal, failure, run.Json, run.Verbose);
    }

    private static async Task<(EncodedValue? Result, CloudburstException? Failure)> CallAsync(CommandRun run, CallTarget target, EncodedArgument[] arguments, CallOptions options)
    {
        try
        {
            return target.Streams
                ? (await run.WaitAsync($"Calling {target.Name}", LastOfAsync(run, target, arguments, options)), null)
                : (await run.WaitAsync($"Calling {target.Name}", run.Client.CallAsync(target.With(arguments), options, run.Cancellation)), null);
        }
        catch (CloudburstException error) when (error.Code != CloudburstErrorCode.SchedulerUnavailable)
        {
            return (null, error);
        }
    }

    /// <summary>A trace shows no results of a stream; they are taken, or the function would wait.</summary>
    private static async Task<EncodedValue?> LastOfAsync(CommandRun run, CallTarget target, EncodedArgument[] arguments, CallOptions options)
    {
        EncodedValue? last = null;
        await foreach (var item in run.Client.StreamAsync(target.StreamWith(arguments), options, run.Cancellation))
            last = item;
        return last;
    }
}

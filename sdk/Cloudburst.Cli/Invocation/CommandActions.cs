using System.CommandLine;

namespace Cloudburst.Cli.Invocation;

/// <summary>Gives commands their actions.</summary>
internal static class CommandActions
{
    /// <summary>Runs an action; its errors become one message and an exit code.</summary>
    public static void Does(this Command command, Terminal terminal, Func<CommandRun, Task<int>> action) => command.SetAction(async (parsed, cancellation) =>
    {
        try
        {
            var run = new CommandRun(parsed, terminal, cancellation);
            await using (run)
                return await action(run);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
#pragma warning disable CA1031 // A person gets one sentence instead of a stack, whatever happened.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ErrorReport.Write(terminal, error, parsed.GetValue(CommonOptions.Json), parsed.GetValue(CommonOptions.Verbose));
        }
    });
}

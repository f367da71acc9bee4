using System.CommandLine;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.State;

/// <summary><c>cloudburst dead-letters</c>.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("dead-letters", "Lists the requests of the last seven days that were tried as often as is allowed and never finished, the latest first.");
        command.Does(terminal, ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(CommandRun run)
    {
        var letters = await run.WaitAsync("Reading the lists", run.Client.GetDeadLettersAsync(run.Cancellation));
        if (run.Json)
        {
            run.WriteJson(new
            {
                DeadLetters = letters.Select(static letter => new
                {
                    letter.RequestId,
                    letter.Target,
                    letter.Attempts,
                    letter.Arrived,
                    letter.Ended,
                    Code = letter.Code.ToString(),
                    letter.Message,
                    Arguments = letter.Arguments.Select(ShownAs),
                    letter.ArgumentBytes,
                }),
            });
            return ExitCode.Success;
        }
        if (letters.Count == 0)
        {
            run.WriteLine("There are no dead letters.");
            return ExitCode.Success;
        }
        var listing = new Listing("ENDED", "TARGET", "#ATTEMPTS", "CODE", "ARGUMENTS", "REQUEST");
        foreach (var letter in letters)
        {
            listing.Add(
                $"{letter.Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z", letter.Target, $"{letter.Attempts}", new Cell(letter.Code.ToString(), Color.Red), Arguments(letter), letter.RequestId);
        }
        run.Write(listing.Table);
        return ExitCode.Success;
    }

    private static string Arguments(CloudburstDeadLetter letter) => letter.Arguments.Count == 0 && letter.ArgumentBytes > 0
        ? $"{letter.ArgumentBytes:N0} bytes"
        : string.Join(' ', letter.Arguments.Select(static argument => argument.Kind == ArgumentKind.Value
            ? JsonOutput.Compact(new EncodedValue(argument.Value))
            : $"{(argument.Kind == ArgumentKind.Key ? "ref" : "result")}:{argument.Key}"));

    private static object ShownAs(EncodedArgument argument) => argument.Kind switch
    {
        ArgumentKind.Value => new EncodedValue(argument.Value),
        ArgumentKind.Key => new Dictionary<string, string?> { ["$ref"] = argument.Key },
        _ => new Dictionary<string, string?> { ["$result"] = argument.Key },
    };
}

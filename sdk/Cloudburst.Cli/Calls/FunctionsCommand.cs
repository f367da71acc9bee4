using System.CommandLine;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.Calls;

/// <summary><c>cloudburst functions [PREFIX]</c>.</summary>
internal static class FunctionsCommand
{
    // What has a default value of its own is shown as if it had to be given.
    private static readonly Argument<string?> Prefix = new("PREFIX")
    {
        Description = "Only functions whose names begin with it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("functions", "Lists the functions that can be called, with the types of their parameters and results.") { Prefix };
        command.Does(terminal, ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(CommandRun run)
    {
        var prefix = run.Get(Prefix) ?? "";
        var catalog = await run.WaitAsync("Asking for the functions", run.Client.GetCatalogAsync(prefix, run.Cancellation));
        if (run.Json)
        {
            run.WriteJson(new { Functions = catalog.Functions.Select(static function => new { function.Name, function.Parameters, Result = function.ResultType, function.Streams }) });
            return ExitCode.Success;
        }
        if (catalog.Functions.Count == 0)
        {
            run.WriteLine(prefix.Length > 0
                ? $"No function has a name that begins with '{prefix}'."
                : "No executor is attached, so there are no functions. 'cloudburst status' shows what is.");
            return ExitCode.Success;
        }
        var listing = new Listing("FUNCTION", "PARAMETERS", "RESULT");
        foreach (var function in catalog.Functions)
        {
            listing.Add(
                new Cell(function.Name, Color.Aqua), Contracts.Parameters(function.Parameters), Contracts.Result(function));
        }
        run.Write(listing.Table);
        return ExitCode.Success;
    }
}

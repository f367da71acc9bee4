using System.CommandLine;
using System.CommandLine.Invocation;
using Cloudburst.Cli.Calls;
using Cloudburst.Cli.Completion;
using Cloudburst.Cli.Dags;
using Cloudburst.Cli.Doctor;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Run;
using Cloudburst.Cli.State;
using Cloudburst.Cli.Status;
using Cloudburst.Cli.Traces;
using Cloudburst.Shared;

namespace Cloudburst.Cli;

/// <summary>The <c>cloudburst</c> command.</summary>
internal static class CloudburstCommand
{
    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // A word that begins with @ is a value of the user's, not a file of arguments.
        var parsed = Create(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
            return WrongUsage(parsed, terminal);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = terminal.Out.Profile.Out.Writer,
                Error = terminal.Error.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
                // A command that is told to stop has time to say so.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            },
            cancellationToken);
    }

    private static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("Runs, calls and inspects stateful functions.");
        root.Options.Add(CommonOptions.Connect);
        root.Options.Add(CommonOptions.Json);
        root.Options.Add(CommonOptions.Verbose);
        root.Subcommands.Add(RunCommand.Create(terminal));
        root.Subcommands.Add(FunctionsCommand.Create(terminal));
        root.Subcommands.Add(CallCommand.Create(terminal));
        root.Subcommands.Add(TraceCommand.Create(terminal));
        root.Subcommands.Add(DagCommand.Create(terminal));
        root.Subcommands.Add(StateCommand.Create(terminal));
        root.Subcommands.Add(DeadLettersCommand.Create(terminal));
        root.Subcommands.Add(StatusCommand.Create(terminal));
        root.Subcommands.Add(DoctorCommand.Create(terminal));
        root.Subcommands.Add(CompletionCommand.Create(terminal));
        return root;
    }

    private static int WrongUsage(ParseResult parsed, Terminal terminal)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, result.Command is RootCommand ? "cloudburst" : result.Command.Name);
        var problems = WrongCommand(parsed) ?? string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct());
        return ErrorReport.Write(
            terminal,
            new CliException(ExitCode.Usage, $"{problems} '{string.Join(' ', names)} --help' shows how"),
            parsed.GetValue(CommonOptions.Json),
            verbose: false);
    }

    // The parser says that a command is missing, and then of each word that it is too many.
    private static string? WrongCommand(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands;
        return commands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-')
            ? $"There is no command '{word}'{NearestName.Hint(word, commands.Select(static command => command.Name))}."
            : null;
    }
}

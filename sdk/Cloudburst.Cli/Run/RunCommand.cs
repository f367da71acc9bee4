using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Run;

/// <summary><c>cloudburst run [PROJECT] [-- ARGUMENTS]</c>: <c>dotnet run</c>, with the whole system in the program's process, open to this tool.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Program = new("PROJECT")
    {
        Description = "A project, a single .cs file, or a folder; the current folder by default. What follows -- goes to the program.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where the program lets in clients, this tool among them.",
        HelpName = "URL",
        DefaultValueFactory = static _ => Connection.Default,
    };

    private static readonly Option<bool> Once = new("--once") { Description = "Let nobody in, and end with the program's own story." };

    private static readonly Option<string?> Data = new("--data") { Description = "Keep the state in a folder; without it, it is lost at the end.", HelpName = "FOLDER" };

    private static readonly Option<string?> Configuration = new("--configuration", "-c") { Description = "The build configuration.", HelpName = "NAME" };

    private static readonly Option<bool> NoBuild = new("--no-build") { Description = "Run what was built before." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Runs a program with functions, with the whole system in its process, until Ctrl+C.") { Program, Listen, Once, Data, Configuration, NoBuild };
        command.Does(terminal, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run)
    {
        var (project, arguments) = Words(run);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = run.Terminal.Folder, UseShellExecute = false };
        var program = ProjectFinder.Find(run.Terminal.Folder, project);
        start.ArgumentList.Add("run");
        if (Path.GetExtension(program) == ".cs")
        {
            start.ArgumentList.Add(program);
        }
        else
        {
            start.ArgumentList.Add("--project");
            start.ArgumentList.Add(program);
        }
        if (run.Get(Configuration) is { } configuration)
        {
            start.ArgumentList.Add("--configuration");
            start.ArgumentList.Add(configuration);
        }
        if (run.Get(NoBuild))
            start.ArgumentList.Add("--no-build");
        start.ArgumentList.Add("--");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["Cloudburst__Role"] = "embedded";
        if (run.Get(Once))
            start.Environment.Remove("Cloudburst__Listen");
        else
            start.Environment["Cloudburst__Listen"] = run.Get(Listen)!;
        if (run.Get(Data) is { } folder)
            start.Environment["Cloudburst__DataFolder"] = Path.GetFullPath(Path.Combine(run.Terminal.Folder, folder));
        return await ChildProcess.RunAsync(start, run.Cancellation);
    }

    /// <summary>The project is before the --, the program's arguments are behind it.</summary>
    private static (string? Project, IReadOnlyList<string> Arguments) Words(CommandRun run)
    {
        var words = run.Get(Program);
        var tokens = run.Parsed.Tokens;
        var behind = tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        var before = words[..^behind];
        return before.Length > 1
            ? throw new CliException(ExitCode.Usage, $"One project is run at a time, and {before.Length} words were given: {string.Join(' ', before)}; put arguments of the program behind --")
            : (before.FirstOrDefault(), words[^behind..]);
    }
}

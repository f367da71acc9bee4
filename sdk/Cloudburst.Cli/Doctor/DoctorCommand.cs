using System.CommandLine;
using System.Reflection;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Cloudburst.Cli.Run;
using Cloudburst.Cli.Status;
using Spectre.Console;

namespace Cloudburst.Cli.Doctor;

/// <summary><c>cloudburst doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Checks the SDK, this folder's projects, settings, ports, and the system that the tool connects to, and says what to do.");
        command.Does(terminal, ExamineAsync);
        return command;
    }

    private static async Task<int> ExamineAsync(CommandRun run)
    {
        var checks = await run.WaitAsync("Checking", CheckAsync(run));
        var isWell = checks.All(static check => check.State != CheckState.Failed);
        if (run.Json)
        {
            run.WriteJson(new { Ok = isWell, Checks = checks.Select(static check => new { check.Name, State = check.State.ToString().ToLowerInvariant(), check.Finding, check.Fix }) });
            return isWell ? ExitCode.Success : ExitCode.Failed;
        }
        var listing = new Listing("CHECK", "STATE", "FINDING");
        foreach (var check in checks)
            listing.Add(check.Name, new Cell(check.State.ToString().ToLowerInvariant(), ColorOf(check.State)), check.Finding);
        run.Write(listing.Table);
        if (checks.Any(static check => check.Fix is not null))
            run.WriteLine("");
        foreach (var check in checks.Where(static check => check.Fix is not null))
            run.WriteLine($"{check.Name}: {check.Fix}.");
        return isWell ? ExitCode.Success : ExitCode.Failed;
    }

    private static async Task<IReadOnlyList<Check>> CheckAsync(CommandRun run)
    {
        var folder = run.Terminal.Folder;
        var sdk = SdkCheck.RunAsync(folder, run.Cancellation);
        var certificate = CertificateCheck.RunAsync(folder, run.Cancellation);
        var views = SchedulerView.AskAllAsync(run);
        return
        [
            await sdk,
            ProgramCheck(folder),
            PackageCheck.Run(folder),
            SettingsCheck.Run(run.Terminal),
            await certificate,
            .. ClusterChecks.Judge(await views, run.Addresses.Source, ToolVersion),
        ];
    }

    private static string ToolVersion =>
        typeof(DoctorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static Check ProgramCheck(string folder)
    {
        const string Name = "program";
        var found = ProjectFinder.FindIn(folder);
        return found.Count switch
        {
            0 => Check.Skipped(Name, "no program with functions in this folder"),
            1 => Check.Ok(Name, Path.GetRelativePath(folder, found[0])),
            _ => Check.Warning(
                Name, $"several: {string.Join(", ", found.Select(program => Path.GetRelativePath(folder, program)))}", "name the one that you mean: 'cloudburst run PROJECT'"),
        };
    }

    private static Color ColorOf(CheckState state) => state switch
    {
        CheckState.Ok => Color.Green,
        CheckState.Failed => Color.Red,
        CheckState.Warning => Color.Yellow,
        _ => Color.Grey,
    };
}

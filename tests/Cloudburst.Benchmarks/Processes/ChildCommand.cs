using System.Diagnostics;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>Programs that are run to their end as a user would run them: without what this process's own SDK has set for its children, and in English.</summary>
internal static class ChildCommand
{
    private static readonly string[] OfThisProcess = ["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH"];
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Runs 'dotnet' to its end.</summary>
    /// <inheritdoc cref="RunAsync" path="/*[not(self::summary)]"/>
    public static Task<string> DotnetAsync(string folder, CancellationToken cancellationToken, params string[] arguments) => RunAsync(folder, Nothing, "dotnet", cancellationToken, arguments);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public static async Task<string> RunAsync(
        string folder, IReadOnlyDictionary<string, string> environment, string program, CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(folder, environment, program, arguments);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}. It wrote:{Environment.NewLine}{output}{await errors.ConfigureAwait(false)}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a program, for who reads what it writes.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in OfThisProcess)
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

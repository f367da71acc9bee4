using System.ComponentModel;
using System.Diagnostics;

namespace Cloudburst.Cli.Doctor;

/// <summary>The .NET SDK that this folder gets.</summary>
internal static class SdkCheck
{
    private const string Name = ".NET SDK";
    private const int Least = 10;
    private const string Install = "install the .NET 10 SDK from https://dotnet.microsoft.com/download";

    public static async Task<Check> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["--version"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return Judge(process.ExitCode, (await output).Trim(), (await error).Trim());
        }
        catch (Win32Exception)
        {
            return Check.Failed(Name, "'dotnet' can't be started", $"{Install}, or add it to PATH");
        }
    }

    internal static Check Judge(int exitCode, string output, string error)
    {
        // A global.json that asks for an SDK which is not there makes dotnet refuse, and say so at length.
        if (exitCode != 0)
            return Check.Failed(Name, (output + "\n" + error).Trim().Split('\n')[0].Trim(), $"{Install}, or change the version in global.json");
        return int.TryParse(output.Split('.')[0], out var major) && major >= Least
            ? Check.Ok(Name, output)
            : Check.Failed(Name, $"{output}, and Cloudburst needs {Least}.0 or later", Install);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using Cloudburst.Cli.Run;

namespace Cloudburst.Cli.Doctor;

/// <summary>The developer certificate, which an app host's launch profile 'https' needs, and nothing else here.</summary>
internal static class CertificateCheck
{
    private const string Name = "certificate";
    private const int Depth = 3;

    public static async Task<Check> RunAsync(string folder, CancellationToken cancellationToken)
    {
        if (!ProjectFinder.Projects(folder, Depth).Any(static project => File.ReadAllText(project).Contains("Aspire.AppHost.Sdk", StringComparison.Ordinal)))
            return Check.Skipped(Name, "no app host in this folder, and only that may need one");
        var start = new ProcessStartInfo("dotnet", ["dev-certs", "https", "--check", "--trust"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await Task.WhenAll(output, error);
            return Judge(process.ExitCode);
        }
        catch (Win32Exception)
        {
            return Check.Skipped(Name, "'dotnet' can't be started");
        }
    }

    internal static Check Judge(int exitCode) => exitCode == 0
        ? Check.Ok(Name, "the developer certificate is trusted")
        : Check.Warning(Name, "no developer certificate is trusted", "start the app host with its profile 'http', which needs none, or run 'dotnet dev-certs https --trust'");
}

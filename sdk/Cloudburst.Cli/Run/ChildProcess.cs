using System.Diagnostics;
using System.Runtime.InteropServices;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Run;

/// <summary>A program that has the tool's terminal, and ends with it.</summary>
internal static partial class ChildProcess
{
    private const int Terminate = 15;

    /// <summary>Ctrl+C in a terminal reaches the program by itself, and it ends; what only this process was told has to be passed on.</summary>
    private static readonly TimeSpan UntilPassedOn = TimeSpan.FromSeconds(1);

    /// <summary>A program that takes longer to end is ended.</summary>
    private static readonly TimeSpan UntilKilled = TimeSpan.FromSeconds(7);

    /// <summary>Runs a program until it ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CliException">It can't be started.</exception>
    /// <exception cref="OperationCanceledException">The token fired, and the program has ended.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        using var process = Start(start);
        try
        {
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            if (!await HasEndedAsync(process, UntilPassedOn))
            {
                // 'dotnet run' hands it on to the program.
                if (!OperatingSystem.IsWindows())
                    _ = Kill(process.Id, Terminate);
                if (!await HasEndedAsync(process, UntilKilled))
                    process.Kill(entireProcessTree: true);
            }
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new CliException(
                ExitCode.Failed, $"'{start.FileName}' can't be started; install the .NET 10 SDK from https://dotnet.microsoft.com/download, or add it to PATH", error);
        }
    }

    private static async Task<bool> HasEndedAsync(Process process, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}

using System.Diagnostics;

namespace Cloudburst.Kvs.Tests;

/// <summary>The test node as a real process.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(typeof(TestNode.Load).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    public StreamReader Output => _process.StandardOutput;

    /// <summary>The most memory that the process has had so far, in bytes; on Linux only.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        provider: null);

    public int ExitCode => _process.ExitCode;

    /// <summary>Ends the process as SIGKILL does: nothing is flushed, nobody is told.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(10_000);
    }

    /// <summary>Holds the process up, as a machine that does not answer would.</summary>
    public void Stop() => Signal("STOP");

    public void Continue() => Signal("CONT");

    public void CloseInput()
    {
        _process.StandardInput.Close();
        Assert.True(_process.WaitForExit(30_000));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
        kill.WaitForExit();
    }
}

using System.Diagnostics;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Cli.Tests;

/// <summary><c>cloudburst run samples/Quickstart</c>, as a process.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _tool;
    private Task _rest = Task.CompletedTask;

    private ServedProgram(string address, Process tool)
    {
        Address = address;
        _tool = tool;
    }

    /// <summary>Where it lets in clients.</summary>
    public string Address { get; }

    /// <summary>The line of its output that was waited for.</summary>
    public string Line { get; private set; } = "";

    /// <summary>Starts it, and waits for a line of its output.</summary>
    /// <param name="until">Tells whether it is the one.</param>
    public static async Task<ServedProgram> StartAsync(Predicate<string> until)
    {
        var address = $"http://127.0.0.1:{Cluster.FreePort()}";
        var start = new ProcessStartInfo(
            "dotnet", [Cluster.Binary("Cloudburst.Cli"), "run", "samples/Quickstart", "--no-build", "--configuration", Cluster.Configuration, "--listen", address])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardOutput = true,
        };
        var program = new ServedProgram(address, Process.Start(start)!);
        try
        {
            await program.ReadAsync(until);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    private async Task ReadAsync(Predicate<string> until)
    {
        using var patience = new CancellationTokenSource(Patience);
        string? line;
        do
            line = await _tool.StandardOutput.ReadLineAsync(patience.Token);
        while (line is not null && !until(line));
        Line = line ?? throw new InvalidOperationException("The program has ended without the line that was waited for");
        // What is left of the output is read, so that nobody waits to write it.
        _rest = _tool.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using (var kill = Process.Start("kill", ["-TERM", $"{_tool.Id}"]))
            await kill.WaitForExitAsync(patience.Token);
        await _tool.WaitForExitAsync(patience.Token);
        await _rest.WaitAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_tool.HasExited)
            _tool.Kill(entireProcessTree: true);
        await _tool.WaitForExitAsync();
        _tool.Dispose();
    }
}

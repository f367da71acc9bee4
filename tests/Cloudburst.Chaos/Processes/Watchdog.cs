using System.Diagnostics;
using System.Globalization;

namespace Cloudburst.Chaos.Processes;

/// <summary>
/// Ends other processes when this one ends, however it does: a shell that waits for the end of its input. The roles themselves don't know that they are under test.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const string Script = "while read -r pid; do [ \"$pid\" = over ] && exit 0; pids=\"$pids $pid\"; done; [ -n \"$pids\" ] && kill -9 $pids";
    private readonly Process _shell;
    private readonly Lock _gate = new();

    public Watchdog()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true };
        _shell = Process.Start(start)!;
    }

    public void Watch(ChildProcess process)
    {
        lock (_gate)
        {
            _shell.StandardInput.WriteLine(process.Id.ToString(CultureInfo.InvariantCulture));
            _shell.StandardInput.Flush();
        }
    }

    /// <summary>Ends the watch. Call it when all processes have ended.</summary>
    public void Dispose()
    {
        using (_shell)
        {
            _shell.StandardInput.WriteLine("over");
            _shell.StandardInput.Close();
            _shell.WaitForExit();
        }
    }
}

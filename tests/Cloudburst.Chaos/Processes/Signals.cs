using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Cloudburst.Chaos.Processes;

/// <summary>Signals to other processes; on Linux.</summary>
internal static partial class Signals
{
    public const int Continue = 18;
    public const int Stop = 19;

    /// <exception cref="Win32Exception">There is no such process.</exception>
    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} can't be sent to process {process}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

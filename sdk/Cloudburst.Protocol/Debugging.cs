using System.Diagnostics;

namespace Cloudburst.Protocol;

/// <summary>
/// Whether somebody may be standing at a breakpoint in this system. Then a process may be silent for as long as a person thinks, and is not dead: no deadline ends a
/// request, and no silent peer is given up.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class Debugging
{
    private static bool _isExpected;

    /// <summary>Whether a debugger is attached to this process, or was said to be attached to one of its peers.</summary>
    public static bool IsOn => Debugger.IsAttached || Volatile.Read(ref _isExpected);

    /// <summary>Says that a debugger is, or may be, attached to another process of the system; for the rest of this process's life.</summary>
    public static void Expect() => Volatile.Write(ref _isExpected, true);
}

using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cloudburst.Aspire.Tests.Debugging;

/// <summary>
/// A debugger of .NET processes with one breakpoint: the runtime's own, which the debuggers of IDEs are made of, without what they show. It attaches as they do; the process then knows
/// that a debugger is there, and stands still at the breakpoint with all its threads.
/// </summary>
internal sealed partial class ManagedDebugger : IDisposable
{
    private const int Version4 = 4;
    private const int ProcessAttach = 1;
    private static readonly string Library = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libmscordbi.so");
    private static readonly Lazy<nint> Loaded = new(Load);

    private readonly TaskCompletionSource _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ICorDebugController> _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MethodBase _method;
    private readonly ICorDebug _debugger;
    private readonly ICorDebugController _process;
    private ICorDebugBreakpoint? _breakpoint;
    private bool _isStanding;

    private ManagedDebugger(int process, MethodBase method)
    {
        _method = method;
        _ = Loaded.Value;
        var (runtime, start) = RuntimeOf(process);
        Marshal.ThrowExceptionForHR(CoreCLRCreateCordbObject3(Version4, process, 0, Path.Combine(Path.GetDirectoryName(runtime)!, "libmscordaccore.so"), start, out _debugger));
        _debugger.Initialize();
        _debugger.SetManagedHandler(new DebuggerEvents(Bind, Stand));
        _debugger.DebugActiveProcess(process, 0, out _process);
    }

    /// <summary>Why none of its kind can be had here; <see langword="null"/> where one can.</summary>
    public static string? Missing => !OperatingSystem.IsLinux() ? "The debugger of these tests finds its way about Linux only"
        : !File.Exists(Library) ? $"This runtime comes without its debugger's library {Library}"
        : null;

    /// <summary>Completes when the breakpoint is hit. The process stands from then on.</summary>
    public Task Hit => _hit.Task;

    /// <summary>Attaches to a process and sets the breakpoint at the start of a method.</summary>
    /// <param name="process">Its id. It has begun to run managed code.</param>
    /// <param name="method">The method, as this process has it. Of an async method it is the part that the compiler has moved to its state machine.</param>
    /// <param name="cancellationToken">Ends the wait for the method's assembly.</param>
    public static async Task<ManagedDebugger> AttachAsync(int process, MethodInfo method, CancellationToken cancellationToken)
    {
        var body = method.GetCustomAttribute<AsyncStateMachineAttribute>() is { } machine
            ? machine.StateMachineType.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic)!
            : method;
        var debugger = new ManagedDebugger(process, body);
        await debugger._bound.Task.WaitAsync(cancellationToken);
        return debugger;
    }

    /// <summary>Lets the process go on from the breakpoint, which is taken away: a state machine comes by its start again after every wait.</summary>
    public async Task ContinueAsync()
    {
        var domain = await _hit.Task;
        _breakpoint!.Activate(0);
        _isStanding = false;
        domain.Continue(0);
    }

    /// <summary>Leaves the process alone; it goes on.</summary>
    public void Dispose()
    {
        if (!_isStanding)
            _process.Stop(0);
        _breakpoint!.Activate(0);
        _process.Detach();
        _debugger.Terminate();
    }

    private void Bind(ICorDebugModule module)
    {
        try
        {
            var name = new char[1024];
            module.GetName(name.Length, out var length, name);
            if (Path.GetFileName(new string(name, 0, length).TrimEnd('\0')) != Path.GetFileName(_method.Module.FullyQualifiedName))
                return;
            module.GetFunctionFromToken(_method.MetadataToken, out var function);
            function.CreateBreakpoint(out var breakpoint);
            breakpoint.Activate(1);
            _breakpoint = breakpoint;
            _bound.TrySetResult();
        }
        catch (COMException error)
        {
            _bound.TrySetException(error);
        }
    }

    private void Stand(ICorDebugController domain)
    {
        _isStanding = true;
        _hit.TrySetResult(domain);
    }

    private static (string Path, nint Start) RuntimeOf(int process)
    {
        var mapped = File.ReadLines($"/proc/{process}/maps").First(line => line.EndsWith("/libcoreclr.so", StringComparison.Ordinal));
        return (mapped[mapped.IndexOf('/', StringComparison.Ordinal)..], nint.Parse(mapped[..mapped.IndexOf('-', StringComparison.Ordinal)], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static nint Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(ManagedDebugger).Assembly, (name, _, _) => name == "mscordbi" ? NativeLibrary.Load(Library) : 0);
        var library = NativeLibrary.Load(Library);
        // It was written for Windows, which calls this itself.
        if (DllMain(library, ProcessAttach, 0) == 0)
            throw new InvalidOperationException($"{Library} does not start");
        return library;
    }

    [LibraryImport("mscordbi", StringMarshalling = StringMarshalling.Utf16)]
    private static partial int CoreCLRCreateCordbObject3(int version, int process, nint group, string dataAccess, nint runtime, out ICorDebug debugger);

    [LibraryImport("mscordbi")]
    private static partial int DllMain(nint module, int reason, nint reserved);
}

using System.Runtime.InteropServices.Marshalling;

namespace Cloudburst.Aspire.Tests.Debugging;

/// <summary>Lets the process go on after everything but a breakpoint.</summary>
/// <param name="loaded">Told of each module, before any code of it runs.</param>
/// <param name="hit">Told of a breakpoint that was hit. The process stands until what it is given is continued.</param>
[GeneratedComClass]
internal sealed partial class DebuggerEvents(Action<ICorDebugModule> loaded, Action<ICorDebugController> hit) : ICorDebugManagedCallback, ICorDebugManagedCallback2
{
    private ICorDebugController? _process;

    public void Breakpoint(ICorDebugController domain, nint thread, nint breakpoint) => hit(domain);

    public void LoadModule(ICorDebugController domain, ICorDebugModule module)
    {
        loaded(module);
        domain.Continue(0);
    }

    // Of a process that has ended, or that can't be debugged any more, nothing can be continued.
    public void ExitProcess(ICorDebugController process)
    {
    }

    public void DebuggerError(ICorDebugController process, int error, int code)
    {
    }

    // The only one that may come without a domain, when it is the name of a thread.
    public void NameChange(nint domain, nint thread) => _process!.Continue(0);

    public void StepComplete(ICorDebugController domain, nint thread, nint stepper, int reason) => domain.Continue(0);

    public void Break(ICorDebugController domain, nint thread) => domain.Continue(0);

    public void Exception(ICorDebugController domain, nint thread, int isUnhandled) => domain.Continue(0);

    public void EvalComplete(ICorDebugController domain, nint thread, nint evaluation) => domain.Continue(0);

    public void EvalException(ICorDebugController domain, nint thread, nint evaluation) => domain.Continue(0);

    public void CreateProcess(ICorDebugController process)
    {
        _process = process;
        process.Continue(0);
    }

    public void CreateThread(ICorDebugController domain, nint thread) => domain.Continue(0);

    public void ExitThread(ICorDebugController domain, nint thread) => domain.Continue(0);

    public void UnloadModule(ICorDebugController domain, nint module) => domain.Continue(0);

    public void LoadClass(ICorDebugController domain, nint type) => domain.Continue(0);

    public void UnloadClass(ICorDebugController domain, nint type) => domain.Continue(0);

    public void LogMessage(ICorDebugController domain, nint thread, int level, nint name, nint message) => domain.Continue(0);

    public void LogSwitch(ICorDebugController domain, nint thread, int level, int reason, nint name, nint parent) => domain.Continue(0);

    public void CreateAppDomain(ICorDebugController process, nint domain) => process.Continue(0);

    public void ExitAppDomain(ICorDebugController process, nint domain) => process.Continue(0);

    public void LoadAssembly(ICorDebugController domain, nint assembly) => domain.Continue(0);

    public void UnloadAssembly(ICorDebugController domain, nint assembly) => domain.Continue(0);

    public void ControlCTrap(ICorDebugController process) => process.Continue(0);

    public void UpdateModuleSymbols(ICorDebugController domain, nint module, nint symbols) => domain.Continue(0);

    public void EditAndContinueRemap(ICorDebugController domain, nint thread, nint function, int isAccurate) => domain.Continue(0);

    public void BreakpointSetError(ICorDebugController domain, nint thread, nint breakpoint, int error) => domain.Continue(0);

    public void FunctionRemapOpportunity(ICorDebugController domain, nint thread, nint before, nint after, int offset) => domain.Continue(0);

    public void CreateConnection(ICorDebugController process, int id, nint name) => process.Continue(0);

    public void ChangeConnection(ICorDebugController process, int id) => process.Continue(0);

    public void DestroyConnection(ICorDebugController process, int id) => process.Continue(0);

    public void ExceptionStage(ICorDebugController domain, nint thread, nint frame, int offset, int stage, int flags) => domain.Continue(0);

    public void ExceptionUnwind(ICorDebugController domain, nint thread, int stage, int flags) => domain.Continue(0);

    public void FunctionRemapComplete(ICorDebugController domain, nint thread, nint function) => domain.Continue(0);

    public void AssistantNotification(ICorDebugController controller, nint thread, nint assistant) => controller.Continue(0);
}

using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

[assembly: System.Runtime.CompilerServices.DisableRuntimeMarshalling]

namespace Cloudburst.Aspire.Tests.Debugging;

// The runtime's own debugging interfaces (cordebug.idl in dotnet/runtime), as far as a breakpoint needs them. A method's place counts, not its name: those that nobody here
// calls stand for their place, without their parameters.

[GeneratedComInterface, Guid("3D6F5F61-7538-11D3-8D5B-00104B35E7EF")]
internal partial interface ICorDebug
{
    void Initialize();

    void Terminate();

    void SetManagedHandler(ICorDebugManagedCallback callback);

    void SetUnmanagedHandler();

    void CreateProcess();

    void DebugActiveProcess(int id, int isWithNative, out ICorDebugController process);
}

/// <summary>A process, or a domain in it.</summary>
[GeneratedComInterface, Guid("3D6F5F62-7538-11D3-8D5B-00104B35E7EF")]
internal partial interface ICorDebugController
{
    void Stop(int timeout);

    void Continue(int isOutOfBand);

    void IsRunning();

    void HasQueuedCallbacks();

    void EnumerateThreads();

    void SetAllThreadsDebugState();

    void Detach();
}

[GeneratedComInterface, Guid("DBA2D8C1-E5C5-4069-8C13-10A7C6ABF43D")]
internal partial interface ICorDebugModule
{
    void GetProcess();

    void GetBaseAddress();

    void GetAssembly();

    void GetName(int length, out int actual, [Out, MarshalUsing(CountElementName = nameof(length))] char[] name);

    void EnableJitDebugging();

    void EnableClassLoadCallbacks();

    void GetFunctionFromToken(int token, out ICorDebugFunction function);
}

[GeneratedComInterface, Guid("CC7BCAF3-8A68-11D2-983C-0000F808342D")]
internal partial interface ICorDebugFunction
{
    void GetModule();

    void GetClass();

    void GetToken();

    void GetILCode();

    void GetNativeCode();

    void CreateBreakpoint(out ICorDebugBreakpoint breakpoint);
}

[GeneratedComInterface, Guid("CC7BCAE8-8A68-11D2-983C-0000F808342D")]
internal partial interface ICorDebugBreakpoint
{
    void Activate(int isActive);
}

/// <summary>What happens in the process. It stands still from each call on until the controller is continued.</summary>
[GeneratedComInterface, Guid("3D6F5F60-7538-11D3-8D5B-00104B35E7EF")]
internal partial interface ICorDebugManagedCallback
{
    void Breakpoint(ICorDebugController domain, nint thread, nint breakpoint);

    void StepComplete(ICorDebugController domain, nint thread, nint stepper, int reason);

    void Break(ICorDebugController domain, nint thread);

    void Exception(ICorDebugController domain, nint thread, int isUnhandled);

    void EvalComplete(ICorDebugController domain, nint thread, nint evaluation);

    void EvalException(ICorDebugController domain, nint thread, nint evaluation);

    void CreateProcess(ICorDebugController process);

    void ExitProcess(ICorDebugController process);

    void CreateThread(ICorDebugController domain, nint thread);

    void ExitThread(ICorDebugController domain, nint thread);

    void LoadModule(ICorDebugController domain, ICorDebugModule module);

    void UnloadModule(ICorDebugController domain, nint module);

    void LoadClass(ICorDebugController domain, nint type);

    void UnloadClass(ICorDebugController domain, nint type);

    void DebuggerError(ICorDebugController process, int error, int code);

    void LogMessage(ICorDebugController domain, nint thread, int level, nint name, nint message);

    void LogSwitch(ICorDebugController domain, nint thread, int level, int reason, nint name, nint parent);

    void CreateAppDomain(ICorDebugController process, nint domain);

    void ExitAppDomain(ICorDebugController process, nint domain);

    void LoadAssembly(ICorDebugController domain, nint assembly);

    void UnloadAssembly(ICorDebugController domain, nint assembly);

    void ControlCTrap(ICorDebugController process);

    void NameChange(nint domain, nint thread);

    void UpdateModuleSymbols(ICorDebugController domain, nint module, nint symbols);

    void EditAndContinueRemap(ICorDebugController domain, nint thread, nint function, int isAccurate);

    void BreakpointSetError(ICorDebugController domain, nint thread, nint breakpoint, int error);
}

/// <summary>What happens besides, since .NET 2: a debugger without it is refused.</summary>
[GeneratedComInterface, Guid("250E5EEA-DB5C-4C76-B6F3-8C46F12E3203")]
internal partial interface ICorDebugManagedCallback2
{
    void FunctionRemapOpportunity(ICorDebugController domain, nint thread, nint before, nint after, int offset);

    void CreateConnection(ICorDebugController process, int id, nint name);

    void ChangeConnection(ICorDebugController process, int id);

    void DestroyConnection(ICorDebugController process, int id);

    void ExceptionStage(ICorDebugController domain, nint thread, nint frame, int offset, int stage, int flags);

    void ExceptionUnwind(ICorDebugController domain, nint thread, int stage, int flags);

    void FunctionRemapComplete(ICorDebugController domain, nint thread, nint function);

    void AssistantNotification(ICorDebugController controller, nint thread, nint assistant);
}

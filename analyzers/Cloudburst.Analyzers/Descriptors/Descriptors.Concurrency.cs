using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about waiting, threads and what executors share.</summary>
internal static partial class Descriptors
{
    private const string ConcurrencyCategory = "Cloudburst.Concurrency";

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor BlockingCall = new(
        DiagnosticIds.BlockingCall,
        "A function blocks its thread",
        "The call of '{1}' by {0} must not block, as the executor's other invocations wait for the thread (await it)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.BlockingCall + ".md");

    /// <summary>{0}: the call.</summary>
    public static readonly DiagnosticDescriptor NotAwaited = new(
        DiagnosticIds.NotAwaited,
        "A state or messaging operation is not awaited",
        "The call of '{0}' must be awaited, as otherwise the function may return before it is done and nobody sees it fail (await it)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotAwaited + ".md");

    /// <summary>{0}: the call; {1}: the token.</summary>
    public static readonly DiagnosticDescriptor TokenNotPassed = new(
        DiagnosticIds.TokenNotPassed,
        "The cancellation token is not passed on",
        "The call of '{0}' cannot be cancelled, as '{1}' is not passed on (pass it)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.TokenNotPassed + ".md");

    /// <summary>{0}: the function.</summary>
    public static readonly DiagnosticDescriptor NotCancellable = new(
        DiagnosticIds.NotCancellable,
        "A function that waits cannot be cancelled",
        "The function '{0}' cannot be stopped, as it awaits operations and takes neither a token nor the context (add a CancellationToken)",
        ConcurrencyCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotCancellable + ".md");

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor OutlivingWork = new(
        DiagnosticIds.OutlivingWork,
        "Work outlives the invocation",
        "The work that {0} starts with '{1}' must not be left alone, as the answer is sent and the executor may stop before it is done (await it, or make it a function of its own)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.OutlivingWork + ".md");

    /// <summary>{0}: who; {1}: the field.</summary>
    public static readonly DiagnosticDescriptor StaticState = new(
        DiagnosticIds.StaticState,
        "Static state is not shared by executors",
        "The change of '{1}' by {0} cannot be seen elsewhere, as every executor process has its own (keep it in state: a Counter, a SetOf, a Register)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.StaticState + ".md");

    /// <summary>{0}: the function; {1}: the field.</summary>
    public static readonly DiagnosticDescriptor InstanceState = new(
        DiagnosticIds.InstanceState,
        "An instance field is changed by a call",
        "The change of '{1}' by {0} is seen by calls that run at the same time and not by other executors, as each executor has one object for all its calls (keep it in state, or in a local variable)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.InstanceState + ".md");

    /// <summary>{0}: the function; {1}: the type.</summary>
    public static readonly DiagnosticDescriptor EscapingContext = new(
        DiagnosticIds.EscapingContext,
        "The context escapes the invocation",
        "The '{1}' of {0} must not be kept in a field, as it ends with the invocation (pass it as an argument)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.EscapingContext + ".md");

    /// <summary>{0}: the function; {1}: the lock.</summary>
    public static readonly DiagnosticDescriptor ProcessLock = new(
        DiagnosticIds.ProcessLock,
        "A lock excludes only this process",
        "The '{1}' in {0} cannot protect state, as other executors do not see it (use a handle that merges, or let one owner write)",
        ConcurrencyCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ProcessLock + ".md");
}

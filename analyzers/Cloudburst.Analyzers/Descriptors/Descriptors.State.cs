using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about state and lattices.</summary>
internal static partial class Descriptors
{
    private const string StateCategory = "Cloudburst.State";

    /// <summary>{0}: the register.</summary>
    public static readonly DiagnosticDescriptor ReadModifyWrite = new(
        DiagnosticIds.ReadModifyWrite,
        "Read-modify-write of a register loses updates",
        "The write of {0} must not depend on what was read from it, as of two requests that do so at once one is lost (use a Counter, a SetOf or a Maximum, or UpdateAsync)",
        StateCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ReadModifyWrite + ".md");

    /// <summary>{0}: what was read; {1}: what is done.</summary>
    public static readonly DiagnosticDescriptor CheckThenAct = new(
        DiagnosticIds.CheckThenAct,
        "Check-then-act on shared state",
        "The call of {1} must not depend on a check of {0}, as another request can pass the same check before it (make the effect idempotent, or merge instead of checking)",
        StateCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.CheckThenAct + ".md");

    /// <summary>{0}: the key; {1}: the kind here; {2}: the other kind; {3}: where.</summary>
    public static readonly DiagnosticDescriptor MixedKinds = new(
        DiagnosticIds.MixedKinds,
        "A key is used with two kinds of lattice",
        "The key '{0}' cannot be a {1}, as {3} uses it as a {2} (use one kind, or another key)",
        StateCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.MixedKinds + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>{0}: the key; {1}: the type here; {2}: the other type; {3}: where.</summary>
    public static readonly DiagnosticDescriptor MixedTypes = new(
        DiagnosticIds.MixedTypes,
        "A key is used with two types",
        "The key '{0}' cannot hold a '{1}', as {3} uses it with a '{2}' (use one type, or another key)",
        StateCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.MixedTypes + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>{0}: the register.</summary>
    public static readonly DiagnosticDescriptor DroppedSiblings = new(
        DiagnosticIds.DroppedSiblings,
        "Concurrent values are dropped",
        "The values of {0} cannot be told apart by their place, as concurrent ones come in any order and the rest is lost with the next write (use ReadMergedAsync)",
        StateCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DroppedSiblings + ".md");

    /// <summary>{0}: what is changed.</summary>
    public static readonly DiagnosticDescriptor LostChange = new(
        DiagnosticIds.LostChange,
        "A change of a value that was read is lost",
        "The change of {0} must be written back, as it is a copy of what the store holds and nobody else sees it (write it, or use a SetOf or a Counter)",
        StateCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.LostChange + ".md");

    /// <summary>{0}: the value.</summary>
    public static readonly DiagnosticDescriptor CultureKey = new(
        DiagnosticIds.CultureKey,
        "A key's text depends on culture or clock",
        "The key must not contain {0}, as its text differs by the machine's culture or changes with the clock (format it invariantly, or take it as a parameter)",
        StateCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.CultureKey + ".md");

    /// <summary>{0}: the start of the key; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor InvalidKey = new(
        DiagnosticIds.InvalidKey,
        "A key is empty or too long",
        "The text '{0}' cannot be a key, as {1} (name what is stored in 1 to 512 bytes)",
        StateCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.InvalidKey + ".md");

    /// <summary>{0}: what is read.</summary>
    public static readonly DiagnosticDescriptor ReadPerTurn = new(
        DiagnosticIds.ReadPerTurn,
        "One read of the store per turn of a loop",
        "The read of {0} waits once per turn, as the loop awaits it before it starts the next one (start all reads, then await Task.WhenAll)",
        StateCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ReadPerTurn + ".md");
}

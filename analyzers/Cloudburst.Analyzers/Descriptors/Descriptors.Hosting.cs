using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about clients and hosts.</summary>
internal static partial class Descriptors
{
    private const string HostingCategory = "Cloudburst.Hosting";

    /// <summary>{0}: the name; {1}: the token.</summary>
    public static readonly DiagnosticDescriptor TypedTokenExists = new(
        DiagnosticIds.TypedTokenExists,
        "A typed token exists for this function",
        "The name '{0}' is not checked, as it is only text (use the token '{1}')",
        HostingCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.TypedTokenExists + ".md");

    /// <summary>{0}: the name; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor CallMismatch = new(
        DiagnosticIds.CallMismatch,
        "A call by name does not match the function",
        "The call of '{0}' cannot succeed, as {1} (use the typed token)",
        HostingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.CallMismatch + ".md");

    /// <summary>{0}: the builder; {1}: how many functions.</summary>
    public static readonly DiagnosticDescriptor NotRegistered = new(
        DiagnosticIds.NotRegistered,
        "The project's functions are never registered",
        "The functions of this project cannot be called, as nothing adds them to the '{0}' (call AddCloudburstFunctions())",
        HostingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotRegistered + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>{0}: the call.</summary>
    public static readonly DiagnosticDescriptor ResultDiscarded = new(
        DiagnosticIds.ResultDiscarded,
        "A call's task is dropped",
        "The call of '{0}' must be awaited, as otherwise nobody learns whether it worked (await it, or use StartAsync and keep the future)",
        HostingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ResultDiscarded + ".md");
}

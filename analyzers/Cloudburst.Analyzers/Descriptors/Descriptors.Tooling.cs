using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about the project itself.</summary>
internal static partial class Descriptors
{
    private const string ToolingCategory = "Cloudburst.Tooling";

    /// <summary>{0}: the version.</summary>
    public static readonly DiagnosticDescriptor OldLanguage = new(
        DiagnosticIds.OldLanguage,
        "The C# language version is too low",
        "Nothing is generated for functions and state, as the project is set to C# {0} and the generated code needs C# 14 (remove LangVersion, or set it to 14)",
        ToolingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.OldLanguage + ".md");

    /// <summary>{0}: the function.</summary>
    public static readonly DiagnosticDescriptor GeneratedFunction = new(
        DiagnosticIds.GeneratedFunction,
        "A function in generated code is not registered",
        "The function '{0}' cannot be called, as another generator wrote it and generators do not see each other's code (declare it by hand and let it call the generated code)",
        ToolingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.GeneratedFunction + ".md");

    /// <summary>{0}: an assembly; {1}: its version; {2}: another; {3}: its version.</summary>
    public static readonly DiagnosticDescriptor MixedVersions = new(
        DiagnosticIds.MixedVersions,
        "Cloudburst packages have different versions",
        "The packages cannot work together, as {0} has version {1} and {2} has version {3} (use one version for all)",
        ToolingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.MixedVersions + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);
}

using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about what is sent and stored.</summary>
internal static partial class Descriptors
{
    private const string ContractsCategory = "Cloudburst.Contracts";

    /// <summary>{0}: what; {1}: the path; {2}: the type.</summary>
    public static readonly DiagnosticDescriptor NotSerializable = new(
        DiagnosticIds.NotSerializable,
        "A type cannot be serialized",
        "The type of {0} cannot be sent or stored, as '{1}' is a {2} (store data, and make such objects from it where they are used)",
        ContractsCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotSerializable + ".md");

    /// <summary>{0}: the type.</summary>
    public static readonly DiagnosticDescriptor SlowFormat = new(
        DiagnosticIds.SlowFormat,
        "A type of state is stored as JSON",
        "The type '{0}' is stored as JSON, as it is not MemoryPackable (annotate it where speed or size matters)",
        ContractsCategory,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.SlowFormat + ".md");

    /// <summary>{0}: the type.</summary>
    public static readonly DiagnosticDescriptor NotVersionTolerant = new(
        DiagnosticIds.NotVersionTolerant,
        "A type of state is not version tolerant",
        "The type '{0}' must not gain a member, as an old process then cannot read what a new one wrote (use GenerateType.VersionTolerant)",
        ContractsCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotVersionTolerant + ".md");

    /// <summary>{0}: the function; {1}: what the file has.</summary>
    public static readonly DiagnosticDescriptor FunctionContract = new(
        DiagnosticIds.FunctionContract,
        "A function's contract changed",
        "The contract of '{0}' must not change unnoticed, as {1} (update the file when every caller is ready, or publish it under a new name)",
        ContractsCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.FunctionContract + ".md");

    /// <summary>{0}: the type; {1}: the member; {2}: how.</summary>
    public static readonly DiagnosticDescriptor StateContract = new(
        DiagnosticIds.StateContract,
        "The shape of state changed incompatibly",
        "The state that was stored as '{0}' cannot be read in full, as its member '{1}' {2} (keep the member, or migrate what is stored)",
        ContractsCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.StateContract + ".md");

    /// <summary>{0}: the file's name.</summary>
    public static readonly DiagnosticDescriptor NoContractFile = new(
        DiagnosticIds.NoContractFile,
        "The project has no contracts file",
        "The contracts of this project's functions and state are not watched, as there is no file '{0}' (create it to see changes in review)",
        ContractsCategory,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NoContractFile + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>{0}: the function's name.</summary>
    public static readonly DiagnosticDescriptor NotRetired = new(
        DiagnosticIds.NotRetired,
        "A removed function is not marked as retired",
        "The function '{0}' must not vanish unnoticed, as CloudburstContracts.txt promises it (bring it back, or put '*RETIRED* ' in front of its line)",
        ContractsCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotRetired + ".md");

    /// <summary>{0}: the member; {1}: the type.</summary>
    public static readonly DiagnosticDescriptor DroppedMember = new(
        DiagnosticIds.DroppedMember,
        "A member is lost by serialization",
        "The member '{0}' of '{1}' cannot be read back, as nothing outside the type can set it (add an init accessor or a constructor parameter)",
        ContractsCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DroppedMember + ".md");

    /// <summary>{0}: what; {1}: the path.</summary>
    public static readonly DiagnosticDescriptor DateTimeKind = new(
        DiagnosticIds.DateTimeKind,
        "A DateTime does not say which moment it is",
        "The moment of {0} cannot be told for certain, as '{1}' is a DateTime without an offset (use DateTimeOffset)",
        ContractsCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DateTimeKind + ".md");

    /// <summary>{0}: what; {1}: the path; {2}: the type; {3}: what to do.</summary>
    public static readonly DiagnosticDescriptor UnknownCases = new(
        DiagnosticIds.UnknownCases,
        "An abstract type has no known cases",
        "The type of {0} cannot be read back, as '{1}' is {2} and nothing says which type to make ({3})",
        ContractsCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.UnknownCases + ".md");
}

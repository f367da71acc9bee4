using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about requests that run more than once.</summary>
internal static partial class Descriptors
{
    private const string RetriesCategory = "Cloudburst.Retries";

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor RandomId = new(
        DiagnosticIds.RandomId,
        "A random id changes when a request runs again",
        "The id that {0} takes from '{1}' cannot be relied on, as another run of the request makes another (use CloudburstContext.NewGuid)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.RandomId + ".md");

    /// <summary>{0}: who; {1}: the member.</summary>
    public static readonly DiagnosticDescriptor WallClock = new(
        DiagnosticIds.WallClock,
        "The machine's clock is read",
        "The time that {0} takes from '{1}' cannot be relied on, as it differs in another run of the request and no test can set it (use CloudburstContext.Clock)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.WallClock + ".md");

    /// <summary>{0}: who; {1}: the source.</summary>
    public static readonly DiagnosticDescriptor Randomness = new(
        DiagnosticIds.Randomness,
        "Random numbers without a seed",
        "The numbers that {0} takes from '{1}' cannot be relied on, as another run of the request draws others (use CloudburstContext.Random)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Randomness + ".md");

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor ExternalEffect = new(
        DiagnosticIds.ExternalEffect,
        "An effect outside has no idempotency key",
        "The call of '{1}' by {0} happens again with the next run of the request, as nothing tells the other side that it is the same one (pass on CloudburstContext.RequestId)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ExternalEffect + ".md");

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor Increment = new(
        DiagnosticIds.Increment,
        "An addition counts again when a request runs again",
        "The '{1}' of {0} may count more than once, as the request may run again after it was made (for what must be exact, keep a SetOf of request ids)",
        RetriesCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Increment + ".md");

    /// <summary>{0}: the function.</summary>
    public static readonly DiagnosticDescriptor SwallowedFailure = new(
        DiagnosticIds.SwallowedFailure,
        "A swallowed failure looks like success",
        "The failure that '{0}' catches must not vanish, as the request then succeeds without what it was for (rethrow it, or handle the exceptions that you expect)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.SwallowedFailure + ".md");

    /// <summary>{0}: who; {1}: the call.</summary>
    public static readonly DiagnosticDescriptor UnstableHash = new(
        DiagnosticIds.UnstableHash,
        "A hash code differs from process to process",
        "The hash that {0} takes from '{1}' cannot leave the process, as every process computes another one (use StableHash.Of)",
        RetriesCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.UnstableHash + ".md");

    /// <summary>{0}: the value.</summary>
    public static readonly DiagnosticDescriptor InvalidTimeout = new(
        DiagnosticIds.InvalidTimeout,
        "A timeout is not positive",
        "The timeout '{0}' cannot be met, as a call that may take no time fails before it starts (use a positive time, or leave it out for the default)",
        RetriesCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.InvalidTimeout + ".md");
}

using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about messages between invocations.</summary>
internal static partial class Descriptors
{
    private const string MessagingCategory = "Cloudburst.Messaging";

    /// <summary>{0}: the text.</summary>
    public static readonly DiagnosticDescriptor MadeUpId = new(
        DiagnosticIds.MadeUpId,
        "An invocation id is made up",
        "The text '{0}' cannot be an invocation's id, as ids are given by the system and never repeat (take it from CloudburstContext.Id or from a message)",
        MessagingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.MadeUpId + ".md");

    /// <summary>{0}: the timeout.</summary>
    public static readonly DiagnosticDescriptor EndlessReceive = new(
        DiagnosticIds.EndlessReceive,
        "A receive has no end",
        "The wait for a message must end, as '{0}' keeps the worker until the request's deadline (use a time after which the function can say that nobody came)",
        MessagingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.EndlessReceive + ".md");

    /// <summary>{0}: what; {1}: the path; {2}: the type.</summary>
    public static readonly DiagnosticDescriptor BoundMessage = new(
        DiagnosticIds.BoundMessage,
        "A message carries an object of its sender",
        "The type of {0} cannot be sent, as '{1}' is a {2}, which belongs to the sender's invocation (send the key or the id instead)",
        MessagingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.BoundMessage + ".md");
}

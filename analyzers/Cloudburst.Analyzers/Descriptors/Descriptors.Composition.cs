using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The rules about composing DAGs.</summary>
internal static partial class Descriptors
{
    private const string CompositionCategory = "Cloudburst.Composition";

    /// <summary>{0}: what yields; {1}: its type; {2}: what takes; {3}: the type it takes.</summary>
    public static readonly DiagnosticDescriptor EdgeType = new(
        DiagnosticIds.EdgeType,
        "An edge of a DAG has the wrong type",
        "The edge from '{0}' to '{2}' cannot be drawn, as '{0}' yields {1} and '{2}' takes {3} (put a function between them that converts)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.EdgeType + ".md");

    /// <summary>{0}: the DAG; {1}: the cycle.</summary>
    public static readonly DiagnosticDescriptor Cycle = new(
        DiagnosticIds.Cycle,
        "A DAG has a cycle",
        "The DAG '{0}' cannot be registered, as it has the cycle {1} (bind one of its nodes to an input or to an earlier node)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Cycle + ".md");

    /// <summary>{0}: the node; {1}: the function; {2}: how many it takes; {3}: how many are bound.</summary>
    public static readonly DiagnosticDescriptor BindingCount = new(
        DiagnosticIds.BindingCount,
        "A node has the wrong number of inputs",
        "The node '{0}' cannot run, as '{1}' takes {2} arguments and {3} are bound (bind each parameter once, in declared order)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.BindingCount + ".md");

    /// <summary>{0}: the name; {1}: the nearest name.</summary>
    public static readonly DiagnosticDescriptor UnknownNode = new(
        DiagnosticIds.UnknownNode,
        "A DAG names a function that does not exist",
        "The node of the function '{0}' cannot run, as no function of that name is in sight (did you mean '{1}'?)",
        CompositionCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.UnknownNode + ".md");

    /// <summary>{0}: the member; {1}: the name; {2}: the other member.</summary>
    public static readonly DiagnosticDescriptor DuplicateDagName = new(
        DiagnosticIds.DuplicateDagName,
        "Two DAGs have one name",
        "The DAG '{0}' cannot be registered as '{1}', as '{2}' has that name too (give one of them another with Named)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DuplicateDagName + ".md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>{0}: the label.</summary>
    public static readonly DiagnosticDescriptor DuplicateLabel = new(
        DiagnosticIds.DuplicateLabel,
        "Two nodes of a DAG have one label",
        "The label '{0}' cannot be used twice, as it names one node of its DAG (give each node its own, or none)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DuplicateLabel + ".md");

    /// <summary>{0}: the function.</summary>
    public static readonly DiagnosticDescriptor DeadEnd = new(
        DiagnosticIds.DeadEnd,
        "A node of a DAG leads nowhere",
        "The node of '{0}' cannot be part of the DAG, as nothing takes its result and a DAG has one sink (feed it into another node, or remove it)",
        CompositionCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DeadEnd + ".md");

    /// <summary>{0}: the declared type; {1}: the composed type.</summary>
    public static readonly DiagnosticDescriptor DagType = new(
        DiagnosticIds.DagType,
        "A DAG's type differs from what it composes",
        "The declared type '{0}' cannot be the DAG's, as what is composed is a '{1}' (declare that type)",
        CompositionCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DagType + ".md");

    /// <summary>{0}: the function; {1}: what it calls.</summary>
    public static readonly DiagnosticDescriptor PlainCall = new(
        DiagnosticIds.PlainCall,
        "A plain call of a function runs inline",
        "The call of '{1}' in {0} runs here and now, as it is an ordinary method call (compose them into a DAG to let the system place it)",
        CompositionCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.PlainCall + ".md");

    /// <summary>{0}: the function; {1}: what it calls.</summary>
    public static readonly DiagnosticDescriptor SelfCall = new(
        DiagnosticIds.SelfCall,
        "A function waits for a call of itself",
        "The call of '{1}' in {0} must not be waited for, as each level of the recursion holds a worker until the last one has answered (recurse as a method, or iterate)",
        CompositionCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.SelfCall + ".md");
}

using System;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>
/// The rules about declarations. A message names the subject, says what it cannot be and, after 'as', why; advice stands in parentheses.
/// All but the hidden one are errors: nothing could be generated.
/// </summary>
internal static partial class Descriptors
{
    private const string Category = "Cloudburst.Declaration";
    private const string HelpFolder = "docs/diagnostics/";

    /// <summary>{0}: the method.</summary>
    public static readonly DiagnosticDescriptor AsyncVoid = new(
        DiagnosticIds.AsyncVoid,
        "A function must not be async void",
        "The method '{0}' cannot be a Cloudburst function, as it is 'async void' and nobody could wait for it or see it fail (return Task instead)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.AsyncVoid + ".md");

    /// <summary>{0}: the method or DAG; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor NotReachable = new(
        DiagnosticIds.NotReachable,
        "A function is not reachable from generated code",
        "The member '{0}' cannot be called by generated code, as {1} (declare it public or internal, in types that are public or internal too)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotReachable + ".md");

    /// <summary>{0}: the parameter; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor NotByValue = new(
        DiagnosticIds.NotByValue,
        "Parameters must be passed by value",
        "The parameter '{0}' cannot travel to an executor, as {1} (take a value that can be stored, such as an array)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotByValue + ".md");

    /// <summary>{0}: the method; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor Generic = new(
        DiagnosticIds.Generic,
        "A function cannot be generic",
        "The method '{0}' cannot be a Cloudburst function, as {1}, which no caller could choose (write one function for each type)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Generic + ".md");

    /// <summary>{0}: the method; {1}: the name; {2}: the other method.</summary>
    public static readonly DiagnosticDescriptor DuplicateName = new(
        DiagnosticIds.DuplicateName,
        "Two functions have one name",
        "The method '{0}' cannot be registered as '{1}', as '{2}' has that name too (give one of them another with [CloudburstFunction(\"...\")])",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.DuplicateName + ".md");

    /// <summary>{0}: the method; {1}: the name; {2}: the reason.</summary>
    public static readonly DiagnosticDescriptor InvalidName = new(
        DiagnosticIds.InvalidName,
        "A function's name is invalid or reserved",
        "The method '{0}' cannot be registered as '{1}', as {2} (use letters, digits, '.', '-' and '_')",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.InvalidName + ".md");

    /// <summary>{0}: the method; {1}: the name.</summary>
    public static readonly DiagnosticDescriptor NameFollowsMethod = new(
        DiagnosticIds.NameFollowsMethod,
        "A function's name follows the method's name",
        "The name '{1}' of '{0}' would change with the method's, as the attribute gives none (pin it with [CloudburstFunction(\"{1}\")])",
        Category,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NameFollowsMethod + ".md");

    /// <summary>{0}: the method; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor ResultCannotTravel = new(
        DiagnosticIds.ResultCannotTravel,
        "A result cannot travel",
        "The result of '{0}' cannot travel to the caller, as {1} (return a value, or a task of one)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.ResultCannotTravel + ".md");

    /// <summary>{0}: the parameter; {1}: the kind in the plural.</summary>
    public static readonly DiagnosticDescriptor TwoOfOneKind = new(
        DiagnosticIds.TwoOfOneKind,
        "At most one context and one token",
        "The parameter '{0}' cannot be bound, as an invocation does not have two {1} (remove one of them)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.TwoOfOneKind + ".md");

    /// <summary>{0}: the type; {1}: what is in it.</summary>
    public static readonly DiagnosticDescriptor NotPartial = new(
        DiagnosticIds.NotPartial,
        "A type must be partial",
        "The type '{0}' cannot hold {1}, as it is not partial and nothing can be added to it (add the modifier 'partial')",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.NotPartial + ".md");

    /// <summary>{0}: the method; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor Class = new(
        DiagnosticIds.Class,
        "The class of an instance function cannot be created",
        "The method '{0}' cannot be a Cloudburst function, as {1} (give its class one constructor that takes services, or make the method static)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Class + ".md");

    /// <summary>{0}: the method; {1}: how many.</summary>
    public static readonly DiagnosticDescriptor TooManyParameters = new(
        DiagnosticIds.TooManyParameters,
        "A function has too many parameters",
        "The method '{0}' cannot be a Cloudburst function, as it takes {1} arguments from its caller and the most is 8 (put some of them into a record)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.TooManyParameters + ".md");

    /// <summary>{0}: the parameter; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor KeyTemplate = new(
        DiagnosticIds.KeyTemplate,
        "A state key cannot be computed",
        "The parameter '{0}' cannot be read from state, as {1} (write text and, in braces, the names of parameters that the caller gives)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.KeyTemplate + ".md");

    /// <summary>{0}: the class, method or parameter; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor State = new(
        DiagnosticIds.State,
        "A state class cannot be written",
        "The code of '{0}' cannot be generated, as {1} (a state class has partial methods that take texts, numbers, dates or enums and return a handle)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.State + ".md");

    /// <summary>{0}: the member; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor Dag = new(
        DiagnosticIds.Dag,
        "A DAG must be a static member without parameters",
        "The member '{0}' cannot be a Cloudburst DAG, as {1} (use a static property, or a static method without parameters, that returns a Dag)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Dag + ".md");

    /// <summary>{0}: the method; {1}: the limit; {2}: the rule.</summary>
    public static readonly DiagnosticDescriptor Limit = new(
        DiagnosticIds.Limit,
        "A limit of a function is invalid",
        "The '{1}' of '{0}' cannot be kept by an executor, as {2} (leave it out for no limit)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Limit + ".md");

    /// <summary>{0}: the method; {1}: the reason.</summary>
    public static readonly DiagnosticDescriptor Batch = new(
        DiagnosticIds.Batch,
        "A function over batches takes and returns lists",
        "The method '{0}' cannot take several calls at once, as {1} (take an IReadOnlyList<T> with one item of each call, and return a list with one result for each)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.Batch + ".md");

    /// <summary>{0}: the member; {1}: its type.</summary>
    public static readonly DiagnosticDescriptor TokensName = new(
        DiagnosticIds.TokensName,
        "A member is called like the class of the tokens",
        "The member '{0}' cannot stand beside functions, as the class of their tokens, which the build adds to '{1}', is called so (give the member another name)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpFolder + DiagnosticIds.TokensName + ".md");

    /// <summary>The rule behind a problem.</summary>
    public static DiagnosticDescriptor Of(ProblemKind kind) => kind switch
    {
        ProblemKind.AsyncVoid => AsyncVoid,
        ProblemKind.NotReachable => NotReachable,
        ProblemKind.NotByValue => NotByValue,
        ProblemKind.Generic => Generic,
        ProblemKind.InvalidName => InvalidName,
        ProblemKind.ResultCannotTravel => ResultCannotTravel,
        ProblemKind.TwoOfOneKind => TwoOfOneKind,
        ProblemKind.NotPartial => NotPartial,
        ProblemKind.Class => Class,
        ProblemKind.TooManyParameters => TooManyParameters,
        ProblemKind.KeyTemplate => KeyTemplate,
        ProblemKind.State => State,
        ProblemKind.Dag => Dag,
        ProblemKind.Limit => Limit,
        ProblemKind.Batch => Batch,
        ProblemKind.TokensName => TokensName,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No rule for this problem"),
    };
}

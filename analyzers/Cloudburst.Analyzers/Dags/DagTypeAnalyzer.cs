using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB1001 and CB1003: says in words why an edge of a typed DAG does not compile; the compiler speaks of type arguments that it cannot infer. Looks at calls
/// that did not bind, so correct code costs nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagTypeAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.EdgeType, Descriptors.BindingCount);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) =>
        start.RegisterSyntaxNodeAction(context => Analyze(context, symbols), SyntaxKind.InvocationExpression);

    private static void Analyze(SyntaxNodeAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Then" or "Fork" or "Join" or "Add" } access } call
            || context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is not null
            || context.SemanticModel.GetTypeInfo(access.Expression, context.CancellationToken).Type is not INamedTypeSymbol receiver)
        {
            return;
        }
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count == 0)
            return;
        if (receiver.Is(symbols.DagBuilder) && access.Name.Identifier.ValueText == "Add")
            CheckAdd(context, arguments);
        else if (receiver.IsSdk("DagFork") && access.Name.Identifier.ValueText == "Join" && receiver.TypeArguments.Length == 3)
            CheckFunction(context, arguments[0], [("the left branch", receiver.TypeArguments[1]), ("the right branch", receiver.TypeArguments[2])]);
        else if (receiver.IsSdk("Dag") && receiver.TypeArguments.Length > 1)
        {
            foreach (var argument in arguments)
                CheckFunction(context, argument, [(LastFunction(access.Expression), receiver.TypeArguments[receiver.TypeArguments.Length - 1])]);
        }
    }

    private static void CheckAdd(SyntaxNodeAnalysisContext context, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        var sources = new List<(string Name, ITypeSymbol? Type)>();
        foreach (var argument in arguments.Skip(1).Where(argument => argument.NameColon?.Name.Identifier.ValueText != "label"))
        {
            // A constant converts to a port; only what comes from another node is certain.
            var type = context.SemanticModel.GetTypeInfo(argument.Expression, context.CancellationToken).Type as INamedTypeSymbol;
            sources.Add((argument.Expression.ToString(), type.IsSdk("Port") ? type!.TypeArguments[0] : null));
        }
        // The last text may be the label.
        if (sources.Count > 0 && sources[sources.Count - 1].Type is null && Token(context, arguments[0]) is { } token && sources.Count == token.TypeArguments.Length)
            sources.RemoveAt(sources.Count - 1);
        CheckFunction(context, arguments[0], sources);
    }

    private static void CheckFunction(SyntaxNodeAnalysisContext context, ArgumentSyntax argument, List<(string Name, ITypeSymbol? Type)> sources)
    {
        if (Token(context, argument) is not { } token)
            return;
        var name = NameOf(argument.Expression);
        var inputs = token.TypeArguments.Take(token.TypeArguments.Length - 1).ToList();
        if (inputs.Count != sources.Count)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.BindingCount, argument.GetLocation(), name, name, inputs.Count, sources.Count));
            return;
        }
        for (var i = 0; i < inputs.Count; i++)
        {
            if (sources[i].Type is not { } yielded || TypeFacts.IsUnknown(yielded) || TypeFacts.IsUnknown(inputs[i]) || SymbolEqualityComparer.Default.Equals(yielded, inputs[i]))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.EdgeType, argument.GetLocation(), sources[i].Name, Word(yielded), name, Word(inputs[i])));
        }
    }

    private static INamedTypeSymbol? Token(SyntaxNodeAnalysisContext context, ArgumentSyntax argument) =>
        context.SemanticModel.GetTypeInfo(argument.Expression, context.CancellationToken).Type is INamedTypeSymbol type && type.IsSdk("Function") ? type : null;

    private static string Word(ITypeSymbol type) => type.IsSdk("Unit") ? "nothing" : $"'{TypeNames.Short(type)}'";

    // The function whose result a chain ends with: Square, in Dag.Start(Functions.Increment).Then(Functions.Square).
    private static string LastFunction(ExpressionSyntax chain) => chain is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Named" and not "Build" } }
        ? NameOf(arguments[0].Expression)
        : NameOf(chain);

    private static string NameOf(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Named" } named } => LastFunction(named.Expression),
        _ => expression.ToString(),
    };
}

using System.Collections.Generic;
using System.Collections.Immutable;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>Says why nothing was generated for a method that is marked as a function.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.AsyncVoid,
        Descriptors.NotReachable,
        Descriptors.NotByValue,
        Descriptors.Generic,
        Descriptors.InvalidName,
        Descriptors.ResultCannotTravel,
        Descriptors.TwoOfOneKind,
        Descriptors.Class,
        Descriptors.TooManyParameters,
        Descriptors.KeyTemplate,
        Descriptors.Limit,
        Descriptors.Batch);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(SdkNames.FunctionAttribute) is null)
                return;
            start.RegisterSymbolAction(AnalyzeMethod, SymbolKind.Method);
            start.RegisterSyntaxNodeAction(AnalyzeLocalFunction, SyntaxKind.LocalFunctionStatement);
        });
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context)
    {
        // A partial method's two parts carry the same attributes.
        if (context.Symbol is not IMethodSymbol { PartialDefinitionPart: null } method)
            return;
        var problems = new List<DeclarationProblem>();
        FunctionReader.Check(method, problems, context.CancellationToken);
        Problems.Report(problems, context.ReportDiagnostic);
    }

    private static void AnalyzeLocalFunction(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is not LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } syntax
            || context.SemanticModel.GetDeclaredSymbol(syntax, context.CancellationToken) is not IMethodSymbol function)
        {
            return;
        }
        var problems = new List<DeclarationProblem>();
        FunctionReader.Check(function, problems, context.CancellationToken);
        Problems.Report(problems, context.ReportDiagnostic);
    }
}

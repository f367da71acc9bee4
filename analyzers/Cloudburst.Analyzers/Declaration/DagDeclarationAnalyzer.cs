using System.Collections.Generic;
using System.Collections.Immutable;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>Says why a member that is marked as a DAG is not registered.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Descriptors.Dag, Descriptors.NotReachable);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(SdkNames.DagAttribute) is not null)
                start.RegisterSymbolAction(Analyze, SymbolKind.Property, SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var problems = new List<DeclarationProblem>();
        DagReader.Read(context.Symbol, problems, context.CancellationToken);
        Problems.Report(problems, context.ReportDiagnostic);
    }
}

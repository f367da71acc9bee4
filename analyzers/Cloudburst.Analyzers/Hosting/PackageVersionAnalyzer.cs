using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB9004: packages of ours with different versions in one project.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PackageVersionAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Ours =
    [
        "Cloudburst.Sdk", "Cloudburst.Lattices", "Cloudburst.Client", "Cloudburst.Protocol", "Cloudburst.Hosting", "Cloudburst.Testing", "Cloudburst.Executor", "Cloudburst.Kvs",
        "Cloudburst.Cache", "Cloudburst.Scheduler", "Cloudburst.Sessions", "Cloudburst.SharedMemory", "Cloudburst.Aspire.Hosting",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.MixedVersions);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        if (KnownSymbols.Of(context.Compilation)?.FunctionAttribute?.ContainingAssembly.Identity is not { } sdk)
            return;
        var other = context.Compilation.ReferencedAssemblyNames
            .Where(assembly => Ours.Contains(assembly.Name, StringComparer.Ordinal) && assembly.Version != sdk.Version)
            .OrderBy(assembly => assembly.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (other is not null)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.MixedVersions, Location.None, sdk.Name, sdk.Version, other.Name, other.Version));
    }
}

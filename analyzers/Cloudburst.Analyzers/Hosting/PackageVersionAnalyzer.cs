using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB9004: packages of ours with different versions in one project, or a library that was built with an SDK that is not compatible with the project's. An app host, which has no SDK, is
/// checked by Cloudburst.Aspire.Hosting.targets.
/// </summary>
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
        if ((OtherPackage(context.Compilation, sdk) ?? OtherLibrary(context.Compilation, sdk)) is var (name, version))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.MixedVersions, Location.None, sdk.Name, sdk.Version, name, version));
    }

    // Of our own every difference counts: they are built and tested together.
    private static (string Name, Version Version)? OtherPackage(Compilation compilation, AssemblyIdentity sdk) => compilation.ReferencedAssemblyNames
        .Where(assembly => Ours.Contains(assembly.Name, StringComparer.Ordinal) && assembly.Version != sdk.Version)
        .OrderBy(assembly => assembly.Name, StringComparer.Ordinal)
        .Select(assembly => ((string, Version)?)(assembly.Name, assembly.Version))
        .FirstOrDefault();

    private static (string Name, Version Version)? OtherLibrary(Compilation compilation, AssemblyIdentity sdk) => compilation.SourceModule.ReferencedAssemblySymbols
        .Where(assembly => !Ours.Contains(assembly.Name, StringComparer.Ordinal))
        .SelectMany(assembly => assembly.Modules.SelectMany(module => module.ReferencedAssemblies), (assembly, referenced) => (assembly.Name, Referenced: referenced))
        .Where(library => library.Referenced.Name == sdk.Name && !AreCompatible(library.Referenced.Version, sdk.Version))
        .OrderBy(library => library.Name, StringComparer.Ordinal)
        .Select(library => ((string, Version)?)($"the {sdk.Name} that {library.Name} was built with", library.Referenced.Version))
        .FirstOrDefault();

    // Semantic versions: before 1.0 each minor version may break what was there.
    private static bool AreCompatible(Version built, Version used) => built.Major == used.Major && (used.Major > 0 || built.Minor == used.Minor);
}

using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>The generators and analyzers as a compiler loads them, and what code that uses the SDK refers to.</summary>
internal static class ShippedAnalyzers
{
    /// <summary>The assemblies that the SDK package carries for the command-line compiler.</summary>
    public static ImmutableArray<string> Paths { get; } = [PathOf("Cloudburst.Generators"), PathOf("Cloudburst.Analyzers")];

    /// <summary>The SDK's own assemblies.</summary>
    public static ImmutableArray<string> References { get; } =
    [
        typeof(CloudburstFunctionAttribute).Assembly.Location,
        typeof(Lattices.Capsule).Assembly.Location,
        typeof(Microsoft.Extensions.Logging.ILogger).Assembly.Location,
    ];

    public static ImmutableArray<ISourceGenerator> Generators() => new AnalyzerFileReference(Paths[0], new Loader()).GetGenerators(LanguageNames.CSharp);

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, "analyzers", assembly + ".dll");

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}

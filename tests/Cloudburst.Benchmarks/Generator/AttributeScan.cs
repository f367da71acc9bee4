using Microsoft.CodeAnalysis;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>The least that a generator of functions can do: it asks the compiler for them, and writes how many there are.</summary>
internal sealed class AttributeScan : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var functions = context.SyntaxProvider
            .ForAttributeWithMetadataName("Cloudburst.CloudburstFunctionAttribute", static (_, _) => true, static (found, _) => found.TargetSymbol.Name)
            .Collect();
        context.RegisterSourceOutput(functions, static (output, names) => output.AddSource("Scan.g.cs", $"// {names.Length}"));
    }
}

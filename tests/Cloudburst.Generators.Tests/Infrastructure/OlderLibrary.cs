using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>A library, Old.Lib, that was built with a Cloudburst.Sdk of version 0.0.1, of which it needs two types.</summary>
internal static class OlderLibrary
{
    private const string Sdk = """
        [assembly: System.Reflection.AssemblyVersion("0.0.1.0")]
        namespace Cloudburst
        {
            public sealed class CloudburstModuleAttribute(System.Type module) : System.Attribute { public System.Type Module => module; }
            public abstract class FunctionModule;
        }
        """;

    private const string Library = """
        [assembly: Cloudburst.CloudburstModule(typeof(Cloudburst.Generated.Old_LibModule))]
        namespace Cloudburst.Generated { public sealed class Old_LibModule : FunctionModule; }
        """;

    public static MetadataReference Reference { get; } = Compile("Old.Lib", Library, Compile("Cloudburst.Sdk", Sdk));

    private static PortableExecutableReference Compile(string name, string source, params MetadataReference[] references)
    {
        using var stream = new MemoryStream();
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], [.. Net100.References.All, .. references], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}

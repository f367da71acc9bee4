using System.Collections.Immutable;
using System.Text;
using Basic.Reference.Assemblies;
using Cloudburst.Lattices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>Makes compilations as a project with the SDK package would have them.</summary>
internal static class Source
{
    /// <summary>What <c>ImplicitUsings</c> gives, and the SDK.</summary>
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Cloudburst;
        """;

    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(CloudburstFunctionAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Stamp).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(ILogger).Assembly.Location),
    ];

    /// <summary>A compilation that treats every warning as a mistake, those about documentation too.</summary>
    public static CSharpCompilation Compile(params ReadOnlySpan<string> sources) => Compile(new CompileOptions(), sources);

    public static CSharpCompilation Compile(CompileOptions options, params ReadOnlySpan<string> sources)
    {
        var parse = new CSharpParseOptions(options.Language, options.Documentation);
        var trees = new List<SyntaxTree> { CSharpSyntaxTree.ParseText(Usings, parse, "Usings.cs", Encoding.UTF8) };
        for (var i = 0; i < sources.Length; i++)
            trees.Add(CSharpSyntaxTree.ParseText(sources[i], parse, $"File{i}.cs", Encoding.UTF8));
        return CSharpCompilation.Create(
            options.AssemblyName,
            trees,
            [.. References, .. options.MoreReferences],
            new CSharpCompilationOptions(options.Output, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999)
                // Only the generated code's documentation is under test, and only assemblies that were loaded are referenced.
                .WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic> { ["CS1701"] = ReportDiagnostic.Suppress }));
    }
}

/// <summary>How a compilation is made.</summary>
internal sealed record CompileOptions
{
    public string AssemblyName { get; init; } = "MyApp";

    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp14;

    public DocumentationMode Documentation { get; init; } = DocumentationMode.Diagnose;

    public OutputKind Output { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    public ImmutableArray<MetadataReference> MoreReferences { get; init; } = [];
}

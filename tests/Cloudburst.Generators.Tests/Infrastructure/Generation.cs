using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>Runs the generators over a compilation.</summary>
internal sealed class Generation
{
    private Generation(GeneratorDriver driver, Compilation before, Compilation after)
    {
        Driver = driver;
        Before = before;
        After = after;
        Result = driver.GetRunResult();
    }

    public GeneratorDriver Driver { get; }

    public Compilation Before { get; }

    public Compilation After { get; }

    public GeneratorDriverRunResult Result { get; }

    /// <summary>The generated files by their names.</summary>
    public ImmutableSortedDictionary<string, string> Files => Result.Results
        .SelectMany(result => result.GeneratedSources)
        .ToImmutableSortedDictionary(source => source.HintName, source => source.SourceText.ToString(), StringComparer.Ordinal);

    /// <summary>Every file in one text, in the order of their names.</summary>
    public string Text => string.Join("\n", Files.Select(file => $"=== {file.Key}\n{file.Value}"));

    public static Generation Run(params ReadOnlySpan<string> sources) => Run(Source.Compile(sources));

    public static Generation Run(Compilation compilation, string? rootNamespace = "MyApp", bool isFile = false)
    {
        var driver = NewDriver((CSharpCompilation)compilation, rootNamespace, isFile).RunGeneratorsAndUpdateCompilation(compilation, out var after, out _);
        return new Generation(driver, compilation, after);
    }

    /// <summary>Runs the same driver over an edited compilation.</summary>
    public Generation Again(Compilation compilation)
    {
        var driver = Driver.RunGeneratorsAndUpdateCompilation(compilation, out var after, out _);
        return new Generation(driver, compilation, after);
    }

    /// <summary>Fails unless the generators ran and the whole compiles without a warning.</summary>
    public Generation AssertClean()
    {
        Assert.All(Result.Results, result => Assert.Null(result.Exception));
        Assert.Empty(Result.Diagnostics);
        // CS1591 would ask the test's own sources for documentation.
        var complaints = After.GetDiagnostics().Where(found => found.Severity >= DiagnosticSeverity.Warning && (found.Id != "CS1591" || IsGenerated(found)));
        Assert.True(!complaints.Any(), string.Join("\n", complaints) + "\n" + Text);
        return this;
    }

    private static bool IsGenerated(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    private static CSharpGeneratorDriver NewDriver(CSharpCompilation compilation, string? rootNamespace, bool isFile) => CSharpGeneratorDriver.Create(
        [new FunctionGenerator().AsSourceGenerator(), new StateGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        optionsProvider: new Options(rootNamespace, isFile),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private sealed class Options(string? rootNamespace, bool isFile) : AnalyzerConfigOptionsProvider
    {
        private static readonly AnalyzerConfigOptions Empty = new Dictionary([]);

        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new Dictionary(new(rootNamespace is null ? [] : [KeyValuePair.Create("build_property.RootNamespace", rootNamespace)]) { ["build_property.FileBasedProgram"] = isFile ? "true" : "" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => Empty;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => Empty;

        private sealed class Dictionary(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}

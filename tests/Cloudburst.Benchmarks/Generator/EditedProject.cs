using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>A project in which somebody types: one file changes with each keystroke, and the generators run again, as they do in an editor.</summary>
internal sealed class EditedProject
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private readonly string _before;
    private readonly string _after;
    private readonly ImmutableArray<ISourceGenerator> _generators;
    private GeneratorDriver _driver;
    private CSharpCompilation _compilation;
    private SyntaxTree _tree;
    private int _keystroke;

    private EditedProject(int functions, string original, string replacement, ImmutableArray<ISourceGenerator> generators)
    {
        var trees = LargeProject.Files(functions).Select((text, index) => CSharpSyntaxTree.ParseText(text, Options, string.Create(CultureInfo.InvariantCulture, $"Part{index}.cs"))).ToArray();
        _tree = trees[trees.Length / 2];
        var text = _tree.ToString();
        var at = text.IndexOf(original, StringComparison.Ordinal);
        _before = text[..at];
        _after = text[(at + original.Length)..];
        Replacement = replacement;
        _compilation = CSharpCompilation.Create(
            "Large", [CSharpSyntaxTree.ParseText(Usings, Options, "Usings.cs"), .. trees], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _generators = generators;
        _driver = Start(isTracked: false);
    }

    private string Replacement { get; }

    /// <summary>A project in which a number in a function's body changes.</summary>
    public static EditedProject Body(int functions) => new(functions, LargeProject.Body, "* {0}", ShippedAnalyzers.Generators());

    /// <summary>A project in which a function gets another parameter, and so other generated code.</summary>
    public static EditedProject Signature(int functions) => new(functions, LargeProject.Signature, "int amount, int p{0}", ShippedAnalyzers.Generators());

    /// <summary>A project whose generator finds the functions and does nothing with them: what the compiler's own part of a keystroke costs.</summary>
    public static EditedProject Scan(int functions) => new(functions, LargeProject.Body, "* {0}", [new AttributeScan().AsSourceGenerator()]);

    /// <summary>How many files a keystroke writes anew, by the driver's own account, which takes time itself.</summary>
    public int CountRewritten()
    {
        _driver = Start(isTracked: true);
        Type();
        var rewritten = _driver.GetRunResult().Results.SelectMany(result => result.TrackedOutputSteps)
            .SelectMany(step => step.Value).SelectMany(step => step.Outputs).Count(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        _driver = Start(isTracked: false);
        return rewritten;
    }

    /// <summary>Types, and runs the generators.</summary>
    /// <returns>The ticks that the generators took.</returns>
    public long Type()
    {
        Edit();
        var started = Stopwatch.GetTimestamp();
        _driver = _driver.RunGenerators(_compilation);
        return Stopwatch.GetTimestamp() - started;
    }

    /// <summary>Types, and binds the file, as an editor does to underline mistakes: the yardstick.</summary>
    public long Bind()
    {
        Edit();
        var started = Stopwatch.GetTimestamp();
        _ = _compilation.GetSemanticModel(_tree).GetDiagnostics();
        return Stopwatch.GetTimestamp() - started;
    }

    private GeneratorDriver Start(bool isTracked)
    {
        var driver = CSharpGeneratorDriver.Create(_generators, parseOptions: Options, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, isTracked)).RunGenerators(_compilation);
        return driver.GetRunResult().Results.FirstOrDefault(result => result.Exception is not null).Exception is { } failure
            ? throw new InvalidOperationException($"A generator failed: {failure.Message}")
            : driver;
    }

    private void Edit()
    {
        var text = _before + Replacement.Replace("{0}", (4 + (_keystroke++ % 1000)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + _after;
        var edited = CSharpSyntaxTree.ParseText(SourceText.From(text), Options, _tree.FilePath);
        _compilation = _compilation.ReplaceSyntaxTree(_tree, edited);
        _tree = edited;
    }

    private static ImmutableArray<MetadataReference> References() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
        .. ShippedAnalyzers.References.Select(path => MetadataReference.CreateFromFile(path)),
    ];
}

using System.Runtime.CompilerServices;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Tests;

/// <summary>An edit costs what it changes: steps whose result is the same are not followed by others, and no old compilation is kept.</summary>
public class IncrementalTests
{
    private const string Other = "namespace MyApp; public static partial class Other { [CloudburstFunction] public static int Twice(int x) => 2 * x; }";

    public static TheoryData<string, string, string> HarmlessEdits => new()
    {
        { "another file", "", "" },
        { "a body", "=> x + 1;", "=> x + 2;" },
        { "a body", "x * x;", "x * x * 1;" },
        { "white space", "    public partial Counter", "        public   partial Counter" },
        { "a comment", "namespace MyApp;", "namespace MyApp; // the shop" },
        { "the DAG", ".Named(\"pipeline\")", ".Named(\"line\")" },
    };

    [Theory]
    [MemberData(nameof(HarmlessEdits))]
    public void Harmless_edit_regenerates_nothing(string edit, string from, string to)
    {
        Assert.NotEmpty(edit);
        var compilation = Source.Compile(Samples.Shop, Other, Samples.Builders);
        var first = Generation.Run(compilation);
        var edited = from.Length == 0
            ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", (CSharpParseOptions)compilation.SyntaxTrees[0].Options))
            : Edit(compilation, from, to);
        var second = first.Again(edited);

        foreach (var (name, reason) in Reasons(second))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{name} was {reason}");
        Assert.All(Outputs(second), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public void Changed_function_regenerates_the_files_of_its_type_only()
    {
        var compilation = Source.Compile(Samples.Shop, Other);
        var first = Generation.Run(compilation);
        var second = first.Again(Edit(compilation, "public static int Increment(int x)", "public static long Increment(int x)"));

        var changed = second.Files.Where(file => first.Files[file.Key] != file.Value).Select(file => file.Key);
        Assert.Equal(["MyApp.Shop.Functions.g.cs", "MyApp.Shop.Invokers.g.cs"], changed);
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(second).Where(step => step.Name == TrackingNames.FunctionTypes).Select(step => step.Reason));
        Assert.Contains(IncrementalStepRunReason.Cached, Outputs(second));
    }

    [Fact]
    public void Keystroke_among_two_thousand_functions_regenerates_its_own_file_only()
    {
        const int Types = 200;
        var sources = Enumerable.Range(0, Types).Select(type => $"namespace Large; public static partial class Type{type} {{ "
            + string.Concat(Enumerable.Range(0, 10).Select(function => $"[CloudburstFunction] public static int F{function}(int x) => x + {type}; ")) + "}").ToArray();
        var compilation = Source.Compile([.. sources, Samples.Builders]);
        var first = Generation.Run(compilation);

        var body = first.Again(Edit(compilation, "F3(int x) => x + 42;", "F3(int x) => x + 43;"));
        Assert.All(Outputs(body), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

        var signature = body.Again(Edit((CSharpCompilation)body.Before, "F3(int x) => x + 43;", "F3(long x) => (int)x;"));
        var types = Reasons(signature).Where(step => step.Name == TrackingNames.FunctionTypes).ToList();
        Assert.Equal(Types, types.Count);
        Assert.Single(types, step => step.Reason == IncrementalStepRunReason.Modified);
        Assert.Equal(["Large.Type42.Functions.g.cs", "Large.Type42.Invokers.g.cs"], signature.Files.Where(file => body.Files[file.Key] != file.Value).Select(file => file.Key));
        Assert.Equal(2, Outputs(signature).Count(reason => reason != IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void Every_step_is_tracked()
    {
        var generation = Generation.Run(Samples.Shop, Samples.Builders);
        Assert.Equal(TrackingNames.All.Order(), Reasons(generation).Select(step => step.Name).Distinct().Order());
    }

    [Fact]
    public void Order_of_files_does_not_matter()
    {
        var forward = Generation.Run(Samples.Shop, Other, Samples.Builders).AssertClean();
        var backward = Generation.Run(Samples.Builders, Other, Samples.Shop).AssertClean();
        Assert.Equal(forward.Text, backward.Text);
    }

    [Fact]
    public void Order_of_members_and_parts_does_not_matter()
    {
        const string F = "[CloudburstFunction] public static int F() => 1;";
        const string G = "[CloudburstFunction(\"a\")] public static int G() => 1;";
        var forward = Generation.Run($"static partial class S {{ {F} }}", $"static partial class S {{ {G} }}");
        var backward = Generation.Run($"static partial class S {{ {G} {F} }}");
        Assert.Equal(forward.Text, backward.Text);
    }

    [Fact]
    public void Old_compilation_is_not_kept()
    {
        var (generation, first) = RunTwice();
        for (var i = 0; i < 10 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(first.IsAlive);
        GC.KeepAlive(generation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference First) RunTwice()
    {
        var compilation = Source.Compile(Samples.Shop, Samples.Builders);
        var first = Generation.Run(compilation);
        var second = first.Again(Edit(compilation, "x + 1", "x + 2"));
        return (second.Driver, new WeakReference(compilation));
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string from, string to)
    {
        var tree = compilation.SyntaxTrees.First(tree => tree.ToString().Contains(from, StringComparison.Ordinal));
        var text = tree.ToString().Replace(from, to, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath));
    }

    private static IEnumerable<(string Name, IncrementalStepRunReason Reason)> Reasons(Generation generation) =>
        from result in generation.Result.Results
        from step in result.TrackedSteps
        where TrackingNames.All.Contains(step.Key)
        from run in step.Value
        from output in run.Outputs
        select (step.Key, output.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(Generation generation) =>
        from result in generation.Result.Results
        from step in result.TrackedOutputSteps
        from run in step.Value
        from output in run.Outputs
        select output.Reason;
}

using System.Reflection.Metadata;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators.Tests;

/// <summary>Hot reload: the function table holds delegates to methods, whose bodies the runtime replaces, so an edit takes effect with the next call.</summary>
public class HotReloadTests
{
    // The types of the corpus must not exist in another test: the assembly is loaded for good.
    private const string Before = """
        namespace Reloaded;
        public static partial class Shop
        {
            [CloudburstFunction] public static int Price(int quantity) => quantity * 2;
            [CloudburstFunction] public static async Task<string> Later(string x) { await Task.Yield(); return x + Suffix(); }
            private static string Suffix() => "!";
        }
        """;

    [Theory]
    [InlineData("quantity * 2", "quantity * 3 + 1", "Price")]
    [InlineData("\"!\"", "\"?\"", "Suffix")]
    public async Task Edited_body_takes_effect_with_the_next_call(string from, string to, string method)
    {
        Assert.True(MetadataUpdater.IsSupported, "The tests must run with DOTNET_MODIFIABLE_ASSEMBLIES=debug; hotreload.runsettings sets it");
        var generation = Generation.Run(Source.Compile(new CompileOptions { AssemblyName = $"Reloaded{method}" }, Before));
        var compilation = (CSharpCompilation)generation.AssertClean().After;
        var image = Emit(compilation);
        var assembly = System.Reflection.Assembly.Load(image);
        var module = (FunctionModule)Activator.CreateInstance(((CloudburstModuleAttribute)Attribute.GetCustomAttribute(assembly, typeof(CloudburstModuleAttribute))!).Module)!;
        var table = FunctionTable.Create([module]);
        Assert.Equal((20, "ada!"), await CallBothAsync(table));

        ApplyEdit(assembly, image, compilation, from, to, method);

        Assert.Equal(method == "Price" ? (31, "ada!") : (20, "ada?"), await CallBothAsync(table));
    }

    private static async Task<(int, string)> CallBothAsync(FunctionTable table)
    {
        var price = new FakeInvocation(10);
        var later = new FakeInvocation("ada");
        await table.Functions.Single(function => function.Name == "Shop.Price").Invoker(price);
        await table.Functions.Single(function => function.Name == "Shop.Later").Invoker(later);
        return ((int)price.Result!, (string)later.Result!);
    }

    private static byte[] Emit(Compilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }

    /// <summary>What an editor, or <c>dotnet watch</c>, does when a file is saved.</summary>
    private static void ApplyEdit(System.Reflection.Assembly assembly, byte[] image, CSharpCompilation before, string from, string to, string method)
    {
        var tree = before.SyntaxTrees.Single(tree => tree.ToString().Contains(from, StringComparison.Ordinal) && !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
        var edited = CSharpSyntaxTree.ParseText(SourceText.From(tree.ToString().Replace(from, to, StringComparison.Ordinal), System.Text.Encoding.UTF8), (CSharpParseOptions)tree.Options, tree.FilePath);
        var after = before.ReplaceSyntaxTree(tree, edited);
        var baseline = EmitBaseline.CreateInitialBaseline(before, ModuleMetadata.CreateFromImage(image), _ => default, _ => default, hasPortableDebugInformation: true);
        var edit = new SemanticEdit(SemanticEditKind.Update, Find(before, tree, method), Find(after, edited, method));
        using var metadata = new MemoryStream();
        using var code = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = after.EmitDifference(baseline, [edit], static _ => false, metadata, code, symbols, CancellationToken.None);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        MetadataUpdater.ApplyUpdate(assembly, metadata.ToArray(), code.ToArray(), symbols.ToArray());
    }

    private static IMethodSymbol Find(CSharpCompilation compilation, SyntaxTree tree, string name) => (IMethodSymbol)compilation.GetSemanticModel(tree).GetDeclaredSymbol(
        tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.ValueText == name))!;
}

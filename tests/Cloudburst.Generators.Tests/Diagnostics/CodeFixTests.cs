using Cloudburst.CodeFixes;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Generators.Tests.Diagnostics;

public class CodeFixTests
{
    [Fact]
    public async Task AsyncVoid_becomes_task_and_the_using_is_added() => Assert.Equal(
        """
        using System.Threading.Tasks;
        using Cloudburst;

        public static partial class Shop
        {
            [CloudburstFunction]
            public static async /* now */ Task F() { }
        }
        """,
        await FixAsync(new ReturnTaskCodeFix(), """
            using Cloudburst;

            public static partial class Shop
            {
                [CloudburstFunction]
                public static async /* now */ void F() { }
            }
            """));

    [Fact]
    public async Task Type_becomes_partial() => Assert.Equal(
        """
        using Cloudburst;

        // The shop.
        public static partial class Shop
        {
            [CloudburstFunction]
            public static int F() => 1;
        }
        """,
        await FixAsync(new MakePartialCodeFix(), """
            using Cloudburst;

            // The shop.
            public static class Shop
            {
                [CloudburstFunction]
                public static int F() => 1;
            }
            """));

    [Fact]
    public async Task Type_without_modifiers_becomes_partial_and_keeps_its_comment() => Assert.Equal(
        """
        using Cloudburst;

        // The shop.
        partial record struct Shop
        {
            [CloudburstFunction] public static int F() => 1;
        }
        """,
        await FixAsync(new MakePartialCodeFix(), """
            using Cloudburst;

            // The shop.
            record struct Shop
            {
                [CloudburstFunction] public static int F() => 1;
            }
            """));

    [Fact]
    public void Every_fix_can_fix_all()
    {
        foreach (var fix in new CodeFixProvider[] { new ReturnTaskCodeFix(), new MakePartialCodeFix() })
            Assert.Equal(WellKnownFixAllProviders.BatchFixer, fix.GetFixAllProvider());
    }

    private static async Task<string> FixAsync(CodeFixProvider fix, string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("MyApp", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .AddMetadataReferences(Source.References);
        var document = project.AddDocument("File.cs", source.ReplaceLineEndings("\n"));
        var compilation = await document.Project.GetCompilationAsync();
        var found = await compilation!.WithAnalyzers(AllAnalyzers.Instances).GetAnalyzerDiagnosticsAsync();
        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, Assert.Single(found), (offered, _) => action ??= offered, CancellationToken.None));
        var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action!.GetOperationsAsync(CancellationToken.None)));
        var changed = operation.ChangedSolution.GetDocument(document.Id)!;
        // What the editor does after a fix: imports and shorter names where a fix asks for them.
        changed = await Microsoft.CodeAnalysis.Editing.ImportAdder.AddImportsAsync(changed, Microsoft.CodeAnalysis.Simplification.Simplifier.AddImportsAnnotation);
        changed = await Microsoft.CodeAnalysis.Simplification.Simplifier.ReduceAsync(changed, Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation);
        return (await changed.GetTextAsync()).ToString().ReplaceLineEndings("\n");
    }
}

using System.Collections.Immutable;
using System.Reflection;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Names the rule whose fix a test is about.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FixesAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}

/// <summary>Applies fixes as an editor does: to the one place, and to all in the file.</summary>
public abstract class FixTests
{
    /// <summary>The rules whose fixes are tested.</summary>
    internal static IReadOnlySet<string> TestedIds { get; } = typeof(FixTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetCustomAttributes<FixesAttribute>())
        .Select(attribute => attribute.Id)
        .ToHashSet();

    /// <summary>
    /// Fails unless fixing all in the file gives the expected text, nothing is left to fix and no compiler error is new. Where there is one place only, fixing
    /// it alone must give the same.
    /// </summary>
    private protected static async Task AssertFixesAsync(string id, string source, string expected, bool isComplete = true)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var before = await document.Project.GetCompilationAsync();
        var found = await FindAsync(document, id);
        Assert.NotEmpty(found);
        var (fix, action) = await OfferAsync(document, found[0]);
        var everywhere = await FixAllAsync(document, fix, action, id);
        var text = await TextAsync(everywhere);
        Assert.Equal(expected.ReplaceLineEndings("\n"), text);
        if (found.Length == 1)
            Assert.Equal(text, await TextAsync(await ApplyAsync(document, action)));
        var after = Open(workspace, text);
        if (isComplete)
            Assert.Empty(await FindAsync(after, id));
        AssertNoNewError(before!, (await after.Project.GetCompilationAsync())!);
    }

    /// <summary>Fails unless the rule complains and no fix is offered for it, as none would be right here.</summary>
    private protected static async Task AssertOffersNothingAsync(string id, string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        foreach (var diagnostic in await FindAsync(document, id))
            Assert.Empty(await ActionsAsync(document, diagnostic));
        Assert.NotEmpty(await FindAsync(document, id));
    }

    /// <summary>Fails unless fixing all writes the contracts file so, and then there is nothing left to fix.</summary>
    private protected static async Task AssertWritesContractsAsync(string id, string source, string? before, string expected)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        if (before is not null)
            document = document.Project.AddAdditionalDocument(ContractFiles.Name, before).Project.GetDocument(document.Id)!;
        var found = await FindAsync(document, id);
        Assert.NotEmpty(found);
        var (fix, action) = await OfferAsync(document, found[0]);
        var context = new FixAllContext(document, fix, FixAllScope.Project, action.EquivalenceKey, [id], new Provider(id), CancellationToken.None);
        var all = await fix.GetFixAllProvider()!.GetFixAsync(context);
        var operation = Assert.Single((await all!.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        var project = operation.ChangedSolution.GetProject(document.Project.Id)!;
        var file = Assert.Single(project.AdditionalDocuments);
        Assert.Equal(expected.ReplaceLineEndings("\n"), (await file.GetTextAsync()).ToString());
        Assert.Empty(await FindAsync(project.GetDocument(document.Id)!, id));
    }

    /// <summary>Applies every fix that is offered anywhere in a file, each to the file as it is; whatever they do, none may throw.</summary>
    private protected static async Task ApplyEveryFixAsync(Document document)
    {
        var tree = await document.GetSyntaxTreeAsync();
        var found = await AllAnalyzers.RunAsync((await document.Project.GetCompilationAsync())!, document.Project.AnalyzerOptions);
        foreach (var diagnostic in found.Where(diagnostic => diagnostic.Location.SourceTree == tree))
        {
            foreach (var (_, action) in await ActionsAsync(document, diagnostic))
                await action.GetOperationsAsync(CancellationToken.None);
        }
    }

    private protected static Document Open(AdhocWorkspace workspace, string source)
    {
        var normal = source.ReplaceLineEndings("\n");
        var generation = Generation.Run(normal, Builders);
        var project = workspace.AddProject("MyApp", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true))
            .AddMetadataReferences(Source.References)
            .AddDocument("Usings.cs", Source.Usings).Project
            .AddDocument("Builders.cs", Builders).Project;
        foreach (var (name, text) in generation.Files)
            project = project.AddDocument(name, text).Project;
        return project.AddDocument("File.cs", normal);
    }

    private static string Builders => Generators.Tests.Samples.Builders;

    private static async Task<ImmutableArray<Diagnostic>> FindAsync(Document document, string id)
    {
        var tree = await document.GetSyntaxTreeAsync();
        var compilation = await document.Project.GetCompilationAsync();
        return [.. (await AllAnalyzers.RunAsync(compilation!, document.Project.AnalyzerOptions)).Where(diagnostic => diagnostic.Id == id && diagnostic.Location.SourceTree == tree)];
    }

    private static async Task<(CodeFixProvider Fix, CodeAction Action)> OfferAsync(Document document, Diagnostic diagnostic)
    {
        var offered = await ActionsAsync(document, diagnostic);
        Assert.NotEmpty(offered);
        return offered[0];
    }

    private static async Task<List<(CodeFixProvider Fix, CodeAction Action)>> ActionsAsync(Document document, Diagnostic diagnostic)
    {
        var offered = new List<(CodeFixProvider, CodeAction)>();
        foreach (var fix in AllFixes.Instances.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered.Add((fix, action)), CancellationToken.None));
        return offered;
    }

    private static async Task<Document> FixAllAsync(Document document, CodeFixProvider fix, CodeAction action, string id)
    {
        var context = new FixAllContext(document, fix, FixAllScope.Document, action.EquivalenceKey, [id], new Provider(id), CancellationToken.None);
        var all = await fix.GetFixAllProvider()!.GetFixAsync(context);
        return await ApplyAsync(document, all!);
    }

    private static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operation = Assert.Single((await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        return operation.ChangedSolution.GetDocument(document.Id)!;
    }

    private protected static async Task<string> TextAsync(Document document) => (await document.GetTextAsync()).ToString().ReplaceLineEndings("\n");

    private protected static void AssertNoNewError(Compilation before, Compilation after)
    {
        var known = Errors(before).Select(error => error.Id).ToHashSet();
        Assert.DoesNotContain(Errors(after), error => !known.Contains(error.Id));

        static IEnumerable<Diagnostic> Errors(Compilation compilation) => compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error);
    }

    private sealed class Provider(string id) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => await FindAsync(document, id);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await FindAsync(project.Documents.Single(document => document.Name == "File.cs"), id);
    }
}

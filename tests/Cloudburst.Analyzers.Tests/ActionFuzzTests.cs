using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests;
using Cloudburst.Generators.Tests.Infrastructure;
using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Analyzers.Tests;

/// <summary>Code while it is typed, and a person who asks for the light bulb in the middle of it: no fix and no refactoring throws, when it is offered or when it is applied.</summary>
public sealed class ActionFuzzTests : RefactoringTests
{
    private static readonly int Effort = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1" ? 20 : 1;
    private static readonly string Mistakes = Corpus.Read("Mistakes.cs");

    // Carets and selections, all over the file.
    private static readonly Gen<(int Start, int Length)[]> Selections = Gen.Select(Gen.Int[0, 6000], Gen.OneOf(Gen.Const(0), Gen.Int[1, 40])).Array[25];

    [Fact]
    public async Task Truncated_source_throws_in_no_action() =>
        await Gen.Select(Mutations.Truncated(Mistakes), Selections).SampleAsync(AssertNothingThrows, iter: 10 * Effort, threads: 1);

    [Fact]
    public async Task Mutated_source_throws_in_no_action() =>
        await Gen.Select(Mutations.Mutated(Mistakes), Selections).SampleAsync(AssertNothingThrows, iter: 20 * Effort, threads: 1);

    [Fact]
    public async Task Mutated_source_without_mistakes_throws_in_no_action() =>
        await Gen.Select(Mutations.Mutated(Samples.Shop), Selections).SampleAsync(AssertNothingThrows, iter: 20 * Effort, threads: 1);

    private static async Task AssertNothingThrows((string Source, (int Start, int Length)[] Selections) typed)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, typed.Source);
        await ApplyEveryFixAsync(document);
        var end = (await document.GetTextAsync()).Length;
        foreach (var (start, length) in typed.Selections)
            await ApplyEveryRefactoringAsync(document, TextSpan.FromBounds(Math.Min(start, end), Math.Min(start + length, end)));
    }
}

using Cloudburst.Generators.Tests.Infrastructure;
using CsCheck;

namespace Cloudburst.Generators.Tests;

/// <summary>Code while it is typed: the generators never throw, whatever they see.</summary>
public class FuzzTests
{
    [Fact]
    public void Truncated_source_never_throws() => Mutations.Truncated(Samples.Shop).Sample(AssertNothingThrows, iter: 40, threads: 1);

    [Fact]
    public void Mutated_source_never_throws() => Mutations.Mutated(Samples.Shop).Sample(AssertNothingThrows, iter: 80, threads: 1);

    private static void AssertNothingThrows(string source)
    {
        var generation = Generation.Run(source, Samples.Builders);
        Assert.All(generation.Result.Results, result => Assert.Null(result.Exception));
        Assert.Empty(generation.Result.Diagnostics);
    }
}

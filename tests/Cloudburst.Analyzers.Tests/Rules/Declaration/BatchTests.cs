using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class BatchTests() : RuleTests("CB0021")
{
    [Theory]
    [InlineData("int[] F(int x) => [];", "as its parameter 'x' is a 'int'")]
    [InlineData("int[] F(int[] xs) => [];", "as its parameter 'xs' is a 'int[]'")]
    [InlineData("int F(IReadOnlyList<int> xs) => 1;", "as it returns a 'int'")]
    [InlineData("void F(IReadOnlyList<int> xs) { }", "as it returns nothing")]
    [InlineData("Task F(IReadOnlyList<int> xs) => Task.CompletedTask;", "as it returns nothing")]
    [InlineData("IAsyncEnumerable<int[]> F(IReadOnlyList<int> xs) => throw new Exception();", "as it yields a stream")]
    [InlineData("int[] F(CancellationToken token) => [];", "as it takes no list of arguments")]
    [InlineData("int[] F(IReadOnlyList<int> xs, CloudburstContext context) => [];", "as its parameter 'context' belongs to one call")]
    [InlineData("int[] F(IReadOnlyList<int> xs, [FromState(\"k\")] int count) => [];", "as its parameter 'count' belongs to one call")]
    [InlineData("int[] F(IReadOnlyList<int> xs, IReadOnlyList<CancellationToken> tokens) => [];", "is a list of tokens, and a run has one")]
    public async Task Method_that_does_not_take_and_return_lists_is_reported(string method, string reason) => await AssertReportsAsync(
        $"[CloudburstFunction(MaxBatch = 20)] public static {method}", "F", reason);

    [Theory]
    [InlineData("int[] F(IReadOnlyList<int> xs)")]
    [InlineData("Task<List<int>> F(IReadOnlyList<int> xs, CancellationToken token)")]
    [InlineData("IReadOnlyList<BatchResult<int>> F(IReadOnlyList<int[]> xs, IReadOnlyList<CloudburstContext> contexts, [FromState(\"k\")] IReadOnlyList<int> counts)")]
    [InlineData("int[] F(IReadOnlyList<Ref<int>> xs, [FromServices] IReadOnlyList<IDisposable> services)")]
    public async Task Method_over_lists_is_not(string method) => await AssertSilentAsync(
        $"[CloudburstFunction(MaxBatch = 20)] public static {method} => throw new Exception();");
}

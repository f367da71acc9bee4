using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class ResultTests() : RuleTests("CB0008")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static Span<int> F() => default;", "lives on the stack")]
    [InlineData("private static int _x; [CloudburstFunction] public static ref int F() => ref _x;", "it is returned by reference")]
    [InlineData("[CloudburstFunction] public static Task<Task<int>> F() => null!;", "the result of its task is another")]
    public async Task Result_that_cannot_travel_is_reported(string members, string reason) => await AssertReportsAsync(members, "F", reason);

    [Fact]
    public async Task Values_and_tasks_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static ReadOnlyMemory<int> F() => default; [CloudburstFunction] public static ValueTask<int[]> G() => default;");
}

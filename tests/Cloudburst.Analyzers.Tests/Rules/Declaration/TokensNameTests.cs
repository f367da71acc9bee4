using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class TokensNameTests() : RuleTests("CB0022")
{
    [Theory]
    [InlineData("public static string[] Functions => [];")]
    [InlineData("public static int Functions;")]
    [InlineData("public static void Functions() { }")]
    [InlineData("public static event Action? Functions { add { } remove { } }")]
    public async Task Member_of_the_name_that_the_tokens_take_is_reported_once(string member) => await AssertReportsAsync(
        $"[CloudburstFunction] public static int F() => 1; [CloudburstFunction] public static int G() => 1; {member}", "Functions", "The member 'Shop.Functions'");

    [Fact]
    public async Task Function_of_the_name_itself_is_reported() => await AssertReportsAsync("[CloudburstFunction] public static int Functions() => 1;", "Functions", "is called so");

    [Fact]
    public async Task Other_members_and_types_that_the_tokens_join_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static int F() => 1; public static int Tokens; public static int functions; public static partial class Functions { public const int Version = 1; }");

    [Fact]
    public async Task Member_beside_no_function_is_not() => await AssertSilentAsync("public static int Functions; public static class Inner { public static int Functions; }");
}

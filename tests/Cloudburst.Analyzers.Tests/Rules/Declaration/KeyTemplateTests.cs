using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class KeyTemplateTests() : RuleTests("CB0017")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static void F(string user, [FromState(\"cart:{usr}\")] int x) { }", "the key names 'usr', which is no parameter")]
    [InlineData("[CloudburstFunction] public static void F(Ref<int> user, [FromState(\"cart:{user}\")] int x) { }", "'user', whose value is not known before")]
    [InlineData("[CloudburstFunction] public static void F([FromState(\"a{x\")] int x) { }", "a brace is not closed")]
    [InlineData("[CloudburstFunction] public static void F([FromState(\"a}x\")] int x) { }", "a brace is closed that was not opened")]
    [InlineData("[CloudburstFunction] public static void F([FromState(\"\")] int x) { }", "it is empty")]
    [InlineData("[CloudburstFunction] public static void F([FromState(null!)] int x) { }", "it is empty")]
    [InlineData("[CloudburstFunction] public static void F([FromState(\"k\")] Ref<int> x) { }", "takes its key from the caller")]
    public async Task Key_that_cannot_be_computed_is_reported(string members, string reason) => await AssertReportsAsync(members, "x", reason);

    [Fact]
    public async Task Text_parameters_and_doubled_braces_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static void F(string user, int n, [FromState(\"cart:{user}/{ n }/{{x}}\")] int x) { }");
}

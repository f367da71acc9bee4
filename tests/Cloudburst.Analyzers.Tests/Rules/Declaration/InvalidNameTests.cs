using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class InvalidNameTests() : RuleTests("CB0006")
{
    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("a/b", "it contains '/'")]
    [InlineData("a b", "it contains ' '")]
    [InlineData("cb.x", "names that start with 'cb.' are the system's own")]
    public async Task Invalid_name_is_reported(string name, string reason) =>
        await AssertReportsAsync($"[CloudburstFunction(\"{name}\")] public static int F() => 1;", "F", reason);

    [Theory]
    [InlineData("a.b-c_d1")]
    [InlineData("größe")]
    [InlineData("cbx")]
    public async Task Valid_name_is_not(string name) => await AssertSilentAsync($"[CloudburstFunction(\"{name}\")] public static int F() => 1;");
}

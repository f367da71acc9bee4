using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class InstanceTests() : RuleTests("CB0015")
{
    [Fact]
    public async Task Instance_method_is_reported() => await AssertReportsInAsync(
        "public partial class Shop { [CloudburstFunction] public int F() => 1; }", "F", "as it is not static");

    [Fact]
    public async Task Static_method_of_an_ordinary_class_is_not() => await AssertSilentInAsync("public partial class Shop { [CloudburstFunction] public static int F() => 1; }");
}

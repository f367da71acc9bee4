using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class NotPartialTests() : RuleTests("CB0014")
{
    [Fact]
    public async Task Class_of_a_function_is_reported_once() => await AssertReportsInAsync(
        "static class Shop { [CloudburstFunction] internal static int F() => 1; [CloudburstFunction] internal static int G() => 1; }",
        "Shop",
        "'Shop' cannot hold the token of the function 'F', as it is not partial");

    [Fact]
    public async Task State_class_is_reported() => await AssertReportsInAsync(
        "[CloudburstState(\"s\")] public class S { }", "S", "the generated part of the state class 'S'");

    [Fact]
    public async Task Each_containing_type_is_reported()
    {
        var found = await AllAnalyzers.RunAsync("public class A { public partial class B { public record C { [CloudburstFunction] public static int F() => 1; } } }");
        Assert.Equal(["A", "C"], found.Select(diagnostic => diagnostic.Underlined()));
        Assert.All(found, diagnostic => Assert.Equal("CB0014", diagnostic.Id));
    }

    [Fact]
    public async Task Class_without_functions_is_not() => await AssertSilentInAsync("public class A { public static int F() => 1; public enum E { X } }");
}

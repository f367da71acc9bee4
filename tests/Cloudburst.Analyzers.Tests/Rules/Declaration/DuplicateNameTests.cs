using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class DuplicateNameTests() : RuleTests("CB0005")
{
    [Theory]
    [InlineData("[CloudburstFunction(\"sum\")] public static int F() => 1; [CloudburstFunction(\"SUM\")] public static int G() => 1;", "F", "G", "")]
    [InlineData("[CloudburstFunction] public static int F(int x) => x; [CloudburstFunction] public static int F(long x) => 1;", "F", "F", "(long)")]
    [InlineData("[CloudburstFunction] public static int F() => 1; [CloudburstFunction(\"Shop.F\")] public static int G() => 1;", "F", "G", "")]
    public async Task Both_functions_of_one_name_are_reported(string members, string first, string second, string signature)
    {
        var found = await AllAnalyzers.RunAsync($"namespace A; public static partial class Shop {{ {members} }}");
        Assert.Equal(["CB0005", "CB0005"], found.Select(diagnostic => diagnostic.Id));
        Assert.Equal([first, second], found.Select(diagnostic => diagnostic.Underlined()));
        Assert.Contains($"as 'A.Shop.{second}{signature}' has that name too", found[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Classes_of_one_name_in_two_namespaces_are_reported()
    {
        const string Shop = "public static partial class Shop { [CloudburstFunction] public static int F() => 1; }";
        var found = await AllAnalyzers.RunAsync($"namespace A; {Shop}", $"namespace B; {Shop}");
        Assert.Equal(["CB0005", "CB0005"], found.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public async Task Different_names_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static int F() => 1; [CloudburstFunction(\"f2\")] public static int F(int x) => 1; public static int F(long x) => 1;");
}

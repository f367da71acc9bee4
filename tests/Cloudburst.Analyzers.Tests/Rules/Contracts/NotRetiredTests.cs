using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class NotRetiredTests() : RuleTests("CB5007")
{
    [Fact]
    public async Task Missing_function_is_reported_in_the_file()
    {
        var found = Assert.Single(await ContractFiles.RunAsync("# Contracts\nfunction old(int) -> int\n", "class A { }"));
        Assert.Equal(Id, found.Id);
        Assert.Equal("CloudburstContracts.txt", found.Location.GetLineSpan().Path);
        Assert.Equal(1, found.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public async Task Retired_and_present_functions_are_not() => Assert.Empty(await ContractFiles.RunAsync(
        "*RETIRED* function old(int) -> int\nfunction f() -> int\n", InShop("[CloudburstFunction(\"f\")] public static int F() => 1;")));
}

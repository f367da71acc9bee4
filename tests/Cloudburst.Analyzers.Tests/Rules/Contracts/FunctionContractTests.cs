using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class FunctionContractTests() : RuleTests("CB5004")
{
    [Theory]
    [InlineData("function Shop.F(int) -> int", "'Shop.F' must not change unnoticed, as CloudburstContracts.txt has '(int) -> int'")]
    [InlineData("# nothing", "CloudburstContracts.txt does not have it")]
    [InlineData("*RETIRED* function Shop.F(int, string) -> void", "CloudburstContracts.txt does not have it")]
    public async Task Changed_or_new_function_is_reported(string file, string reason)
    {
        var found = Assert.Single(await ContractFiles.RunAsync(file, InShop("[CloudburstFunction] public static Task F(int x, string y, CancellationToken token) => Task.CompletedTask;")));
        Assert.Equal(Id, found.Id);
        Assert.Contains(reason, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_as_in_the_file_is_not() => Assert.Empty(await ContractFiles.RunAsync(
        "# Contracts\nfunction Shop.F(int, string) -> void\nfunction sum(double[]) -> A.Shop.Total\n",
        InShop("public record Total(int X); [CloudburstFunction] public static Task F(int x, string? y, CancellationToken token) => Task.CompletedTask; [CloudburstFunction(\"sum\")] public static Total G(ReadOnlyMemory<double> x) => new(1);")));
}

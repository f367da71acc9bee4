using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class StateContractTests() : RuleTests("CB5005")
{
    [Theory]
    [InlineData("state Cart { Count: long; User: string }", "its member 'Count' was 'long' and is 'int'")]
    [InlineData("state Cart { Count: int; Gone: int; User: string }", "its member 'Gone' is gone")]
    public async Task Changed_shape_is_reported(string file, string reason)
    {
        var found = Assert.Single(await ContractFiles.RunAsync(file, Source));
        Assert.Equal(Id, found.Id);
        Assert.Equal("Cart", found.Underlined());
        Assert.Contains(reason, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state Cart { Count: int; User: string }")]
    [InlineData("state Cart { User: string }")]
    [InlineData("# nothing")]
    public async Task Same_shape_and_new_members_are_not(string file) => Assert.Empty(await ContractFiles.RunAsync(file, Source));

    private const string Source = "public record Cart(string User, int Count); [CloudburstState(\"s\")] public partial class S { public partial Register<Cart> Cart(); }";
}

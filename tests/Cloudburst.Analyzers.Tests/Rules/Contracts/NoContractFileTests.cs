using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class NoContractFileTests() : RuleTests("CB5006")
{
    [Fact]
    public async Task Project_without_the_file_is_reported_as_hidden()
    {
        var found = await AllAnalyzers.RunAsync(Generation.Run(InShop("[CloudburstFunction(\"f\")] public static int F(int x) => x; [CloudburstFunction(\"g\")] public static void G() { }")).After);
        var hidden = Assert.Single(found, diagnostic => diagnostic.Id == Id);
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden, hidden.Severity);
        Assert.EndsWith("\nfunction f(int) -> int\nfunction g() -> void\n", hidden.Properties["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_with_the_file_and_one_without_functions_are_not()
    {
        Assert.Empty(await ContractFiles.RunAsync("function f(int) -> int", InShop("[CloudburstFunction(\"f\")] public static int F(int x) => x;")));
        Assert.Empty(await AllAnalyzers.RunAsync(Generation.Run("class A { }").After));
    }
}

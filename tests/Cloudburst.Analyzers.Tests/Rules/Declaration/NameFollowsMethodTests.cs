using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class NameFollowsMethodTests() : RuleTests("CB0007")
{
    [Fact]
    public async Task Function_without_a_name_is_reported_as_hidden()
    {
        var found = await AllAnalyzers.RunAsync(Generation.Run(InShop("[CloudburstFunction] public static int F() => 1;")).After);
        var hidden = Assert.Single(found, diagnostic => diagnostic.Id == Id);
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden, hidden.Severity);
        Assert.Contains("The name 'Shop.F' of 'Shop.F' would change", hidden.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_with_a_name_is_not() => Assert.DoesNotContain(
        await AllAnalyzers.RunAsync(Generation.Run(InShop("[CloudburstFunction(\"f\")] public static int F() => 1;")).After), diagnostic => diagnostic.Id == Id);
}

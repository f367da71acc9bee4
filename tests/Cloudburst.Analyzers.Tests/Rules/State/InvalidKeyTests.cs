using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class InvalidKeyTests() : RuleTests("CB2010")
{
    [Fact]
    public async Task Empty_key_is_reported() => await AssertReportsAsync("public static async Task F(CloudburstContext context) => await context.PutAsync(\"\", 1);", "\"\"", "as it is empty");

    [Fact]
    public async Task Long_key_is_reported() => await AssertReportsAsync(
        $"public static Ref<int> F() => Ref.To<int>(\"{new string('é', 257)}\");", $"\"{new string('é', 257)}\"", "longer than 512 bytes");

    [Fact]
    public async Task Ordinary_key_is_not() => await AssertSilentAsync(
        $"public static Ref<int> F() => Ref.To<int>(\"{new string('e', 512)}\"); public static void G(string key = \"\") {{ }} public static void H() => G(\"\");");
}

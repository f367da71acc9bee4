using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class GenericTests() : RuleTests("CB0004")
{
    [Fact]
    public async Task Generic_method_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static T F<T>(T x) => x;", "F", "as it has type parameters");

    [Fact]
    public async Task Method_of_a_generic_type_is_reported() => await AssertReportsAsync(
        "public partial class Box<T> { [CloudburstFunction] public static int F() => 1; }", "F", "as its type 'Box' has type parameters");

    [Fact]
    public async Task Generic_argument_is_not() => await AssertSilentAsync("[CloudburstFunction] public static List<int> F(List<int> x) => x;");
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Hosting;

public class TypedTokenExistsTests() : RuleTests("CB7001")
{
    [Fact]
    public async Task Name_of_a_known_function_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction(\"square\")] public static int Square(int x) => x; public static object F() => new Function<int, int>(\"square\");",
        "new Function<int, int>(\"square\")",
        "use the token 'Shop.Functions.Square'");

    [Fact]
    public async Task Token_and_names_of_others_are_not() => await AssertSilentAsync("""
        [CloudburstFunction("square")] public static int Square(int x) => x;
        public static object F() => Functions.Square;
        public static object G(string name) => new Function<int, int>(name);
        public static object H() => new Function<int, int>("billing.charge");
        """);
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class NotReachableTests() : RuleTests("CB0002")
{
    [Theory]
    [InlineData("[CloudburstFunction] private static int F() => 1;", "it is private")]
    [InlineData("[CloudburstFunction] static int F() => 1;", "it is private")]
    [InlineData("private static partial class Inner { [CloudburstFunction] public static int F() => 1; }", "its type 'Inner' is private")]
    [InlineData("public partial class Inner { [CloudburstFunction] private protected static int F() => 1; }", "it is private protected")]
    [InlineData("public static void G() { F(); [CloudburstFunction] static int F() => 1; }", "it is a local function")]
    [InlineData("[CloudburstDag] private static Dag F => null!;", "it is private")]
    [InlineData("public partial interface IShop { [CloudburstFunction] static abstract int F(); }", "it is a virtual member of an interface")]
    [InlineData("public partial class Inner { [CloudburstFunction] public static int operator +(Inner a, int b) => 1; }", "it is not an ordinary method")]
    public async Task Hidden_member_is_reported(string members, string reason) =>
        await AssertReportsAsync(members, members.Contains("operator", StringComparison.Ordinal) ? "+" : "F", reason);

    [Fact]
    public async Task File_local_type_is_reported() => await AssertReportsInAsync(
        "file static partial class Shop { [CloudburstFunction] public static int F() => 1; }", "F", "its type 'Shop' is visible in one file only");

    [Fact]
    public async Task Extension_block_is_reported() => await AssertReportsInAsync(
        "namespace A; public static partial class Shop { extension(string s) { [CloudburstFunction] public static int F() => 1; } }", "F", "it is declared in an extension block");

    [Fact]
    public async Task Internal_member_of_an_internal_type_is_not() => await AssertSilentInAsync(
        "static partial class Shop { [CloudburstFunction] internal static int F() => 1; [CloudburstDag] internal static Dag D => null!; }");
}

using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class StateTests() : RuleTests("CB0018")
{
    [Theory]
    [InlineData("public partial int X();", "X", "a 'int' is no state handle")]
    [InlineData("public static partial Counter X();", "X", "a static method has no store")]
    [InlineData("public partial Counter X<T>();", "X", "a generic method has no single key")]
    [InlineData("public partial Counter F(List<int> x);", "x", "has no stable text to build a key from")]
    [InlineData("public partial Counter F(ref int x);", "x", "has no stable text to build a key from")]
    [InlineData("public partial Counter F(string? x);", "x", "has no stable text to build a key from")]
    [InlineData("internal virtual partial ref readonly string? X<T, U>(in U u, params T[] rest);", "X", "a generic method has no single key")]
    [InlineData("public partial int F(out int x);", "F", "is no state handle")]
    [InlineData("public S(IStateStore store) { }", "S", "it declares its own constructor")]
    public async Task Member_that_cannot_be_written_is_reported(string members, string underlined, string reason)
    {
        var source = $"[CloudburstState(\"s\")] public partial class S {{ public partial Counter Good(int x); {members} }}";
        await AssertReportsInAsync(source, underlined, reason);
        // The compiler would stop at a member without a body, and a build would never come to what the analyzers say.
        Assert.DoesNotContain(Generation.Run(source).After.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public async Task Prefix_that_is_not_one_segment_is_reported(string prefix) =>
        await AssertReportsInAsync($"[CloudburstState(\"{prefix}\")] public partial class S {{ }}", "S", "is not one segment of a key");

    [Fact]
    public async Task Primary_constructor_is_reported() => await AssertReportsInAsync(
        "[CloudburstState(\"s\")] public partial class S(int x) { public int X => x; }", "S", "it declares its own constructor");

    [Fact]
    public async Task Handles_of_the_sdk_and_of_the_user_are_not() => await AssertSilentInAsync("""
        public readonly struct Own(IStateStore store, string key) { public string Key => key + store; }
        [CloudburstState("s")] public partial class S { public partial Own F(int x, Guid y); public partial SetOf<int> G(); public partial Maximum H(); partial void Hook(); }
        """);
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class DroppedMemberTests() : RuleTests("CB5008")
{
    [Theory]
    [InlineData("public sealed class Cart { public List<int> Lines { get; } = []; }", "Lines")]
    [InlineData("public sealed class Cart { public string Name { get; private set; } = \"\"; }", "Name")]
    [InlineData("public sealed class Cart(string user) { public string Name { get; } = user; }", "Name")]
    public async Task Member_that_nobody_can_set_is_reported(string type, string underlined) => await AssertReportsAsync(
        $"{type} [CloudburstFunction] public static void F(Cart cart) {{ }}", underlined, $"The member '{underlined}' of 'Cart' cannot be read back");

    [Fact]
    public async Task Settable_computed_and_included_members_are_not() => await AssertSilentAsync("""
        public sealed class Cart(string user)
        {
            public string User { get; } = user;
            public int Count { get; set; }
            public int Double => Count * 2;
            [System.Text.Json.Serialization.JsonInclude] public int Secret { get; private set; }
            [System.Text.Json.Serialization.JsonIgnore] public int Scratch { get; } = 1;
            public static int Shared { get; } = 1;
        }
        public sealed record Line(string Sku, int Quantity) { public string? Note { get; init; } }
        public sealed class NeverSent { public int X { get; } = 1; }
        [CloudburstFunction] public static void F(Cart cart, Line line) { }
        """);
}

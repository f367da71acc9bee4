using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class LostChangeTests() : RuleTests("CB2007")
{
    [Theory]
    [InlineData("(await state.Cart().ReadAsync(token))!.Lines.Add(1);", "'(await state.Cart().ReadAsync(token))!.Lines'")]
    [InlineData("(await state.Cart().ReadAsync(token))!.Name = \"a\";", "'await state.Cart().ReadAsync(token)'")]
    [InlineData("var cart = await state.Cart().ReadAsync(token); cart!.Lines.Add(1);", "'cart!.Lines'")]
    [InlineData("var cart = await state.Cart().ReadAsync(token) ?? new Cart(); cart.Name = \"a\"; Console.WriteLine(cart.Lines.Count);", "'cart'")]
    [InlineData("var cart = await context.GetAsync<Cart>(\"k\", token); if (cart is not null) cart.Lines.Clear();", "'cart.Lines'")]
    public async Task Change_that_goes_nowhere_is_reported(string statements, string reason)
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(Body(statements)));
        Assert.Equal(Id, found.Id);
        Assert.Contains(reason, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Change_of_a_bound_value_is_reported() => await AssertReportsAsync(
        "public sealed class Cart { public List<int> Lines { get; init; } = []; } [CloudburstFunction] public static void F([FromState(\"k\")] Cart cart) => cart.Lines.Add(1);", "cart.Lines.Add(1)", "'cart.Lines'");

    [Theory]
    [InlineData("var cart = await state.Cart().ReadAsync(token); cart!.Lines.Add(1); await state.Other().WriteAsync(cart, token);")]
    [InlineData("var cart = await state.Cart().ReadAsync(token); cart!.Lines.Add(1); Helper.Use(cart);")]
    [InlineData("var cart = await state.Cart().ReadAsync(token); cart!.Lines.Add(1); await context.PutAsync(\"lines\", cart.Lines, token);")]
    [InlineData("var cart = await state.Cart().ReadAsync(token); var copy = cart; copy!.Lines.Add(1);")]
    [InlineData("var cart = await state.Cart().ReadAsync(token); Console.WriteLine(cart!.Lines.Count); var own = new List<int>(); own.Add(1);")]
    [InlineData("var cart = new Cart(); cart.Lines.Add(1);")]
    public async Task Change_that_may_go_somewhere_is_not(string statements) => await AssertSilentInAsync(Body(statements));

    private static string Body(string statements) => $$"""
        public sealed class Cart { public string Name { get; set; } = ""; public List<int> Lines { get; init; } = []; }
        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); public partial Register<Cart> Other(); }
        public static class Helper
        {
            public static void Use(Cart cart) { }
            public static async Task F(S state, CloudburstContext context, CancellationToken token) { {{statements}} }
        }
        """;
}

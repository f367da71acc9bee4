using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class ReadModifyWriteTests() : RuleTests("CB2001")
{
    [Theory]
    [InlineData("var n = await state.Hits().ReadAsync(token); await state.Hits().WriteAsync(n + 1, token);")]
    [InlineData("await state.Hits().WriteAsync(await state.Hits().ReadAsync(token) + 1, token);")]
    [InlineData("var hits = state.Hits(); var n = await hits.ReadAsync(token); var next = n * 2; await hits.WriteAsync(next, token);")]
    [InlineData("var n = await state.By(user).ReadAsync(token); if (n > 3) n = 0; await state.By(user).WriteAsync(n, token);")]
    [InlineData("var n = await context.GetAsync<int>(\"k\", token); await context.PutAsync(\"k\", n + 1, token);")]
    [InlineData("var n = await context.GetAsync<int>($\"k/{user}\", token); await new Register<int>(context.State, $\"k/{user}\").WriteAsync(n + 1, token);")]
    [InlineData("if (await state.Hits().ReadAsync(token) is var n and > 0) await state.Hits().WriteAsync(n - 1, token);")]
    [InlineData("var cart = await state.Cart(user).ReadAsync(token) ?? new Cart([]); await state.Cart(user).WriteAsync(cart with { Lines = [.. cart.Lines, 1] }, token);")]
    [InlineData("var n = await state.Hits().ReadAsync(token); await state.Hits().WriteAsync(Next(n), token); static int Next(int x) => x + 1;")]
    public async Task Read_modify_write_is_reported(string statements)
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(Body(statements)));
        Assert.Equal(Id, found.Id);
        Assert.Matches("^(Write|Put)Async$", found.Underlined());
        Assert.Single(found.AdditionalLocations);
    }

    [Theory]
    [InlineData("var n = await state.Hits().ReadAsync(token); await state.By(user).WriteAsync(n + 1, token);")]
    [InlineData("var n = await state.By(\"a\").ReadAsync(token); await state.By(\"b\").WriteAsync(n + 1, token);")]
    [InlineData("var n = await state.By(user).ReadAsync(token); user += \"x\"; await state.By(user).WriteAsync(n + 1, token);")]
    [InlineData("await state.Hits().WriteAsync(5, token); var n = await state.Hits().ReadAsync(token); Console.WriteLine(n);")]
    [InlineData("var n = await state.Hits().ReadAsync(token); Console.WriteLine(n); await state.Hits().WriteAsync(5, token);")]
    [InlineData("var n = await state.Count().ReadAsync(token); await state.Top().WriteAsync(n, token);")]
    [InlineData("await state.Hits().UpdateAsync(n => n + 1, cancellationToken: token);")]
    [InlineData("int n; do n = await state.Hits().ReadAsync(token); while (!await state.Hits().CompareAndSetAsync(n, n + 1, token));")]
    [InlineData("var n = await state.Hits().ReadMergedAsync(Math.Max, token); await state.Hits().WriteAsync(n + 1, token);")]
    [InlineData("var n = await context.GetAsync<int>(Key(), token); await context.PutAsync(Key(), n + 1, token); static string Key() => Guid.Empty.ToString();")]
    public async Task Independent_write_is_not(string statements) => await AssertSilentInAsync(Body(statements));

    private static string Body(string statements) => $$"""
        public sealed record Cart(int[] Lines);
        [CloudburstState("s")] public partial class S
        {
            public partial Register<int> Hits();
            public partial Register<int> By(string user);
            public partial Register<Cart> Cart(string user);
            public partial Counter Count();
            public partial Maximum Top();
        }
        public static class Helper { public static async Task F(string user, S state, CloudburstContext context, CancellationToken token) { {{statements}} } }
        """;
}

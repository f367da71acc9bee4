using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class CheckThenActTests() : RuleTests("CB2002")
{
    [Theory]
    [InlineData("if (await state.Stock().ReadAsync(token) >= 1) await state.Stock().DecrementAsync(1, token);", "DecrementAsync")]
    [InlineData("var left = await state.Stock().ReadAsync(token); if (left < 1) throw new InvalidOperationException(); await state.Stock().DecrementAsync(1, token);", "DecrementAsync")]
    [InlineData("if (await state.Done().ReadAsync(token)) return; Console.WriteLine(); await state.Done().RaiseAsync(token);", "RaiseAsync")]
    [InlineData("if (await state.Name().ReadAsync(token) is null) await state.Name().WriteAsync(\"a\", token);", "WriteAsync")]
    [InlineData("if (!await state.Names().ContainsAsync(\"a\", token)) { Console.WriteLine(); await state.Names().AddAsync(\"a\", token); }", "AddAsync")]
    public async Task Change_behind_a_check_is_reported(string statements, string underlined) => await AssertReportsInAsync(Body(statements), underlined, "another request can pass the same check");

    [Theory]
    [InlineData("if (!await state.Done().ReadAsync(token)) await state.Done().RaiseAsync(token);")]
    [InlineData("if (!await state.Names().ContainsAsync(\"a\", token)) { await state.Names().AddAsync(\"a\", token); }")]
    [InlineData("if (await state.Done().ReadAsync(token)) await state.Stock().IncrementAsync(1, token);")]
    [InlineData("await state.Stock().DecrementAsync(1, token); if (await state.Stock().ReadAsync(token) < 0) Console.WriteLine();")]
    [InlineData("if (Console.KeyAvailable) return; await state.Stock().ReadAsync(token); await state.Stock().DecrementAsync(1, token);")]
    public async Task Independent_or_idempotent_change_is_not(string statements) => await AssertSilentInAsync(Body(statements));

    private static string Body(string statements) => $$"""
        [CloudburstState("s")] public partial class S
        {
            public partial Counter Stock();
            public partial Flag Done();
            public partial Register<string> Name();
            public partial SetOf<string> Names();
        }
        public static class Helper { public static async Task F(S state, CancellationToken token) { {{statements}} } }
        """;
}

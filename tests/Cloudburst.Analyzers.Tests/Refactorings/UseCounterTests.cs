using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Refactorings;

public class UseCounterTests : RefactoringTests
{
    private const string Title = "Turn this register into a counter";

    [Fact]
    public async Task Every_use_becomes_that_of_a_counter() => await AssertRefactorsAsync(Title, """
        [CloudburstState("s")] public partial class S { public partial Register<int> $$Hits(string page); }
        public static class Helper
        {
            public static async Task<int> F(S state, string page, int by, CancellationToken token)
            {
                // One more.
                var n = await state.Hits(page).ReadAsync(token);
                await state.Hits(page).WriteAsync(n + 1, token);

                var hits = state.Hits(page);
                await hits.UpdateAsync(old => old + by);
                await hits.UpdateAsync(old => by + old, cancellationToken: token);
                await hits.UpdateAsync(old => old - 1, cancellationToken: token);
                if (by < 0)
                    await hits.DeleteAsync(token);
                return await hits.ReadAsync(token);
            }
        }
        """, """
        [CloudburstState("s")] public partial class S { public partial Counter Hits(string page); }
        public static class Helper
        {
            public static async Task<int> F(S state, string page, int by, CancellationToken token)
            {
                // One more.
                await state.Hits(page).IncrementAsync(cancellationToken: token);

                var hits = state.Hits(page);
                await hits.IncrementAsync(by);
                await hits.IncrementAsync(by, token);
                await hits.DecrementAsync(cancellationToken: token);
                if (by < 0)
                    await hits.DeleteAsync(token);
                return (int)await hits.ReadAsync(token);
            }
        }
        """);

    [Fact]
    public async Task Accessor_that_nobody_uses_changes_alone() => await AssertRefactorsAsync(
        Title,
        """[CloudburstState("s")] public partial class S { /* how often */ public partial Register<long> $$Hits(); }""",
        """[CloudburstState("s")] public partial class S { /* how often */ public partial Counter Hits(); }""");

    [Theory]
    [InlineData("Register<int>", "await s.Hits().WriteAsync(5);")]
    [InlineData("Register<int>", "await s.Hits().UpdateAsync(n => n * 2);")]
    [InlineData("Register<int>", "await s.Hits().UpdateAsync(n => n + n);")]
    [InlineData("Register<int>", "await s.Hits().UpdateAsync(n => 1 - n);")]
    [InlineData("Register<int>", "var written = await s.Hits().UpdateAsync(n => n + 1);")]
    [InlineData("Register<int>", "await s.Hits().CompareAndSetAsync(1, 2);")]
    [InlineData("Register<int>", "var read = s.Hits().ReadAsync(); await read;")]
    [InlineData("Register<int>", "await G(s.Hits()); static async Task G(Register<int> hits) => await hits.ReadAsync();")]
    [InlineData("Register<int>", "Func<Register<int>> later = s.Hits; await later().ReadAsync();")]
    [InlineData("Register<string>", "await s.Hits().ReadAsync();")]
    [InlineData("Register<double>", "await s.Hits().ReadAsync();")]
    [InlineData("Counter", "await s.Hits().ReadAsync();")]
    public async Task Register_that_is_more_than_a_sum_is_left_alone(string handle, string use) => await AssertOffersNothingAsync($$"""
        [CloudburstState("s")] public partial class S { public partial {{handle}} ${{"$"}}Hits(); }
        public static class Helper { public static async Task F(S s) { {{use}} } }
        """);
}

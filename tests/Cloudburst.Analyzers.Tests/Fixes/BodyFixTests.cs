using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Fixes;

public class BodyFixTests : FixTests
{
    [Fact, Fixes("CB2001")]
    public async Task Read_and_write_become_one_update() => await AssertFixesAsync("CB2001", """
        [CloudburstState("s")] public partial class S { public partial Register<int> Hits(); public partial Register<string[]> Names(string of); }
        public static class Helper
        {
            public static async Task F(S state, string user, CancellationToken token)
            {
                // One more.
                var n = await state.Hits().ReadAsync(token);
                await state.Hits().WriteAsync(n + 1, token);

                var names = await state.Names(user).ReadAsync(token);
                await state.Names(user).WriteAsync([.. names ?? [], user], token);
            }
        }
        """, """
        [CloudburstState("s")] public partial class S { public partial Register<int> Hits(); public partial Register<string[]> Names(string of); }
        public static class Helper
        {
            public static async Task F(S state, string user, CancellationToken token)
            {
                // One more.
                await state.Hits().UpdateAsync(n => n + 1, cancellationToken: token);

                await state.Names(user).UpdateAsync(names => [.. names ?? [], user], cancellationToken: token);
            }
        }
        """);

    [Fact]
    public async Task Read_whose_value_is_used_elsewhere_is_not_fixed() => await AssertOffersNothingAsync("CB2001", """
        public static class Helper
        {
            public static async Task<int> F(Register<int> register, CancellationToken token)
            {
                var n = await register.ReadAsync(token);
                await register.WriteAsync(n + 1, token);
                return n;
            }
        }
        """);

    [Fact, Fixes("CB2009")]
    public async Task Keys_are_formatted_invariantly() => await AssertFixesAsync("CB2009", """
        using System.IO;

        public static class Helper
        {
            public static async Task F(CloudburstContext context, decimal price, DateTimeOffset at)
            {
                await context.PutAsync($"p/{price}", 1);
                await context.PutAsync(price.ToString(), 1);
                var key = $"at/{at}";
                await context.PutAsync(key, 1);
            }
        }
        """, """
        using System.Globalization;
        using System.IO;

        public static class Helper
        {
            public static async Task F(CloudburstContext context, decimal price, DateTimeOffset at)
            {
                await context.PutAsync(string.Create(CultureInfo.InvariantCulture, $"p/{price}"), 1);
                await context.PutAsync(price.ToString(CultureInfo.InvariantCulture), 1);
                var key = string.Create(CultureInfo.InvariantCulture, $"at/{at}");
                await context.PutAsync(key, 1);
            }
        }
        """);

    [Fact]
    public async Task Key_of_the_clock_is_not_fixed() => await AssertOffersNothingAsync(
        "CB2009", "public static class Helper { public static async Task F(CloudburstContext context) => await context.PutAsync($\"k/{DateTime.UtcNow}\", 1); }");

    [Fact, Fixes("CB3001")]
    public async Task Ids_come_from_the_context_which_is_added_once() => await AssertFixesAsync("CB3001", """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static Guid[] F(int x, CancellationToken token) => [Guid.NewGuid(), Guid.NewGuid()];

            [CloudburstFunction]
            public static Guid G(CloudburstContext own) => Guid.NewGuid();

            [CloudburstFunction]
            public static Guid H(int context) => Guid.NewGuid();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static Guid[] F(int x, CloudburstContext context, CancellationToken token) => [context.NewGuid(), context.NewGuid()];

            [CloudburstFunction]
            public static Guid G(CloudburstContext own) => own.NewGuid();

            [CloudburstFunction]
            public static Guid H(int context, CloudburstContext cloudburst) => cloudburst.NewGuid();
        }
        """);

    [Fact]
    public async Task Id_of_a_helper_or_a_static_lambda_is_not_fixed() => await AssertOffersNothingAsync("CB3001", """
        public static partial class Shop
        {
            [CloudburstFunction] public static Guid F() => Next();
            [CloudburstFunction] public static Guid[] G(int[] x) => Array.ConvertAll(x, static _ => Guid.NewGuid());
            private static Guid Next() => Guid.NewGuid();
        }
        """);

    [Fact, Fixes("CB3002")]
    public async Task Times_come_from_the_clock_of_the_context() => await AssertFixesAsync("CB3002", """
        public static partial class Shop
        {
            [CloudburstFunction] public static DateTimeOffset F() => DateTimeOffset.UtcNow.AddDays(1);
            [CloudburstFunction] public static int G(CloudburstContext context) => DateTime.UtcNow.Year + DateTime.Now.Year + DateTime.Today.Year;
            [CloudburstFunction] public static long H(CloudburstContext context) => System.Diagnostics.Stopwatch.GetTimestamp();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static DateTimeOffset F(CloudburstContext context) => context.Clock.GetUtcNow().AddDays(1);
            [CloudburstFunction] public static int G(CloudburstContext context) => context.Clock.GetUtcNow().UtcDateTime.Year + context.Clock.GetLocalNow().DateTime.Year + context.Clock.GetLocalNow().Date.Year;
            [CloudburstFunction] public static long H(CloudburstContext context) => context.Clock.GetTimestamp();
        }
        """);

    [Fact, Fixes("CB3003")]
    public async Task Random_numbers_come_from_the_context() => await AssertFixesAsync("CB3003", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F() => Random.Shared.Next() + new Random().Next();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(CloudburstContext context) => context.Random.Next() + context.Random.Next();
        }
        """);

    [Fact, Fixes("CB3006")]
    public async Task Swallowed_failures_are_thrown_again() => await AssertFixesAsync("CB3006", """
        public static class Helper
        {
            public static async Task F(CloudburstContext context)
            {
                try
                {
                    await context.PutAsync("k", 1);
                }
                catch (Exception)
                {
                }
            }
        }
        """, """
        public static class Helper
        {
            public static async Task F(CloudburstContext context)
            {
                try
                {
                    await context.PutAsync("k", 1);
                }
                catch (Exception)
                {
                    throw;
                }
            }
        }
        """);

    [Fact, Fixes("CB3007")]
    public async Task Hashes_become_stable() => await AssertFixesAsync("CB3007", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string x) => x.GetHashCode() % 8 + x.Trim().GetHashCode();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string x) => (int)StableHash.Of(x) % 8 + (int)StableHash.Of(x.Trim());
        }
        """);

    [Fact, Fixes("CB3010")]
    public async Task Timeout_becomes_the_default() => await AssertFixesAsync("CB3010", """
        public static class Helper
        {
            public static CallOptions F() => new() { Timeout = TimeSpan.Zero };
        }
        """, """
        public static class Helper
        {
            public static CallOptions F() => new() { Timeout = null };
        }
        """);

    [Fact, Fixes("CB4001")]
    public async Task Blocking_calls_are_awaited() => await AssertFixesAsync("CB4001", """
        public static partial class Shop
        {
            private static Task<string> Later() => Task.FromResult("");

            [CloudburstFunction]
            public static async Task<int> F(CancellationToken token)
            {
                await Task.Yield();
                Thread.Sleep(5);
                Task.Delay(1).Wait();
                Task.WaitAll(Later(), Later());
                var text = Later().GetAwaiter().GetResult();
                return text.Length + Later().Result.Length;
            }
        }
        """, """
        public static partial class Shop
        {
            private static Task<string> Later() => Task.FromResult("");

            [CloudburstFunction]
            public static async Task<int> F(CancellationToken token)
            {
                await Task.Yield();
                await Task.Delay(5, token);
                await Task.Delay(1);
                await Task.WhenAll(Later(), Later());
                var text = await Later();
                return text.Length + (await Later()).Length;
            }
        }
        """);

    [Fact]
    public async Task Blocking_call_in_a_synchronous_function_is_not_fixed() => await AssertOffersNothingAsync(
        "CB4001", "public static partial class Shop { [CloudburstFunction] public static int F() => Task.FromResult(1).Result; }");

    [Fact, Fixes("CB4002")]
    public async Task Dropped_operations_are_awaited() => await AssertFixesAsync("CB4002", """
        public static class Helper
        {
            public static async Task F(CloudburstContext context)
            {
                // First.
                _ = context.PutAsync("a", 1);
                context.PutAsync("b", 1);
                await Task.Yield();
            }
        }
        """, """
        public static class Helper
        {
            public static async Task F(CloudburstContext context)
            {
                // First.
                await context.PutAsync("a", 1);
                await context.PutAsync("b", 1);
                await Task.Yield();
            }
        }
        """);

    [Fact, Fixes("CB4003")]
    public async Task Token_is_passed_by_place_or_by_name() => await AssertFixesAsync("CB4003", """
        public static class Helper
        {
            public static async Task F(CloudburstContext context, Counter counter, Flag flag, CancellationToken token)
            {
                await context.PutAsync("k", 1);
                await counter.IncrementAsync();
                await counter.IncrementAsync(2);
                await flag.RaiseAsync();
                await counter.AddAsync(delta: 2);
            }
        }
        """, """
        public static class Helper
        {
            public static async Task F(CloudburstContext context, Counter counter, Flag flag, CancellationToken token)
            {
                await context.PutAsync("k", 1, token);
                await counter.IncrementAsync(cancellationToken: token);
                await counter.IncrementAsync(2, token);
                await flag.RaiseAsync(token);
                await counter.AddAsync(delta: 2, cancellationToken: token);
            }
        }
        """);

    [Fact, Fixes("CB4004")]
    public async Task Token_is_added() => await AssertFixesAsync("CB4004", """
        [CloudburstState("s")] public partial class S { public partial Flag Seen(); }
        public static partial class Shop
        {
            [CloudburstFunction] public static async Task F(S state) => await state.Seen().RaiseAsync();
        }
        """, """
        [CloudburstState("s")] public partial class S { public partial Flag Seen(); }
        public static partial class Shop
        {
            [CloudburstFunction] public static async Task F(S state, CancellationToken cancellationToken = default) => await state.Seen().RaiseAsync();
        }
        """);

    [Fact, Fixes("CB4005")]
    public async Task Work_is_awaited() => await AssertFixesAsync("CB4005", """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static async Task F()
            {
                await Task.Yield();
                _ = Task.Run(() => { });
                Task.Run(() => Task.Delay(1));
            }
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static async Task F()
            {
                await Task.Yield();
                await Task.Run(() => { });
                await Task.Run(() => Task.Delay(1));
            }
        }
        """);

    [Fact, Fixes("CB7004")]
    public async Task Dropped_calls_are_awaited() => await AssertFixesAsync("CB7004", """
        public static class Helper
        {
            public static async Task F(ICloudburstClient cloud)
            {
                await Task.Yield();
                _ = cloud.DeleteDagAsync("d");
            }
        }
        """, """
        public static class Helper
        {
            public static async Task F(ICloudburstClient cloud)
            {
                await Task.Yield();
                await cloud.DeleteDagAsync("d");
            }
        }
        """);
}

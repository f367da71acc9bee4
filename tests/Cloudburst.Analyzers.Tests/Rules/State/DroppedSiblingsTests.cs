using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class DroppedSiblingsTests() : RuleTests("CB2006")
{
    [Theory]
    [InlineData("var one = (await register.ReadAllAsync(token))[0]; Console.WriteLine(one);")]
    [InlineData("Console.WriteLine(System.Linq.Enumerable.First(await register.ReadAllAsync(token)));")]
    [InlineData("var all = await register.ReadAllAsync(token); Console.WriteLine(all.Count > 0 ? all[0] : 0);")]
    public async Task Value_that_is_taken_by_its_place_is_reported(string statements) => await AssertReportsAsync(
        $"public static async Task F(Register<int> register, CancellationToken token) {{ {statements} }}", "ReadAllAsync", "The values of 'register'");

    [Fact]
    public async Task Merged_and_counted_values_are_not() => await AssertSilentAsync("""
        public static async Task<int> F(Register<int> register, CancellationToken token)
        {
            var merged = await register.ReadMergedAsync(Math.Max, token);
            var all = await register.ReadAllAsync(token);
            var sum = 0;
            foreach (var value in all)
                sum += value;
            await register.WriteAsync(sum, token);
            return merged + all[0] + (await register.ReadAllAsync(token)).Count;
        }
        """);
}

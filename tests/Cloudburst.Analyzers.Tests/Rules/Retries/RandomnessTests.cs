using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class RandomnessTests() : RuleTests("CB3003")
{
    [Theory]
    [InlineData("Random.Shared.Next()", "Random.Shared")]
    [InlineData("new Random().Next()", "new Random()")]
    public async Task Randomness_is_reported(string expression, string underlined) =>
        await AssertReportsAsync($"[CloudburstFunction] public static int F() => {expression};", underlined, $"'{underlined}'");

    [Fact]
    public async Task Seeded_and_cryptographic_numbers_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(CloudburstContext context) => context.Random.Next();
        [CloudburstFunction] public static int G(int seed) => new Random(seed).Next();
        [CloudburstFunction] public static int H() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(6);
        """);
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class UnstableHashTests() : RuleTests("CB3007")
{
    [Theory]
    [InlineData("text.GetHashCode()", "string.GetHashCode")]
    [InlineData("((object)text).GetHashCode()", "object.GetHashCode")]
    [InlineData("new Point(1, text).GetHashCode()", "Point.GetHashCode")]
    [InlineData("HashCode.Combine(text, 1)", "HashCode.Combine")]
    [InlineData("string.GetHashCode(text.AsSpan())", "string.GetHashCode")]
    public async Task Hash_is_reported(string expression, string reason) => await AssertReportsAsync(
        $"public record Point(int X, string Y); [CloudburstFunction] public static int F(string text) => {expression};", expression, reason);

    [Fact]
    public async Task Hash_of_a_helper_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static int F(string text) => Shard(text); static int Shard(string text) => text.GetHashCode() % 8;", "Shard(text)", "'Shop.Shard', called by 'Shop.F',");

    [Fact]
    public async Task Stable_hashes_and_comparers_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static ulong F(string text) => StableHash.Of(text);
        [CloudburstFunction] public static int G(int x, long y, DayOfWeek z) => x.GetHashCode() + y.GetHashCode() + z.GetHashCode();
        [CloudburstFunction] public static int H(int x) => new Own(x).Value;
        public sealed class Own(int x) { public int Value => x; public override int GetHashCode() => HashCode.Combine(x, "a"); public override bool Equals(object? other) => false; }
        """);
}

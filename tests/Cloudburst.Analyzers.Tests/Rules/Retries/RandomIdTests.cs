using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class RandomIdTests() : RuleTests("CB3001")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static Guid F() => Guid.NewGuid();", "Guid.NewGuid()", "'Shop.F' takes from 'Guid.NewGuid'")]
    [InlineData("[CloudburstFunction] public static Guid F() => Guid.CreateVersion7();", "Guid.CreateVersion7()", "'Guid.CreateVersion7'")]
    [InlineData("[CloudburstFunction] public static Guid[] F(int n) { return [.. Make()]; IEnumerable<Guid> Make() { yield return Guid.NewGuid(); } }", "Guid.NewGuid()", "'Shop.F'")]
    [InlineData("[CloudburstFunction] public static Guid F() => Next(); private static Guid Next() => Guid.NewGuid();", "Next()", "'Shop.Next', called by 'Shop.F', takes from 'Guid.NewGuid'")]
    [InlineData("[CloudburstFunction] public static Guid F() => A(); static Guid A() => B(); static Guid B() => C(); static Guid C() { A(); return Guid.NewGuid(); }", "A()", "'Shop.C', called by 'Shop.F',")]
    [InlineData("[CloudburstFunction] public static Guid F() => Next; private static Guid Next => Guid.NewGuid();", "Next", "'Shop.get_Next'")]
    [InlineData("[CloudburstFunction] public static Guid F() => new Order().Id; public class Order { public Guid Id { get; init; } public Order() { Id = Guid.NewGuid(); } }", "new Order()", "'Order..ctor'")]
    public async Task Random_id_is_reported(string members, string underlined, string reason) => await AssertReportsAsync(members, underlined, reason);

    [Fact]
    public async Task Helper_in_another_file_is_reported_at_the_call()
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(
            "namespace A; public static partial class Shop { [CloudburstFunction] public static Guid F() => Ids.Next(); }",
            "namespace A; public static class Ids { public static Guid Next() => Guid.NewGuid(); }"));
        Assert.Equal("Ids.Next()", found.Underlined());
        Assert.EndsWith("File1.cs", Assert.Single(found.AdditionalLocations).SourceTree!.FilePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_of_the_context_outside_of_functions_and_behind_what_cannot_be_followed_is_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static Guid F(CloudburstContext context) => context.NewGuid();
        [CloudburstFunction] public static Guid G(string text) => Guid.Parse(text);
        public static Guid NoFunction() => Guid.NewGuid();
        public interface IIds { Guid Next(); }
        public class Ids : IIds { public Guid Next() => Guid.NewGuid(); }
        [CloudburstFunction] public static Guid H([FromServices] IIds ids) => ids.Next();
        public sealed class FromServicesAttribute : Attribute;
        """);
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class UnknownCasesTests() : RuleTests("CB5011")
{
    [Theory]
    [InlineData("public interface IShape;", "IShape", "'shape' is the abstract 'A.Shop.IShape'")]
    [InlineData("public abstract record IShape;", "IShape", "'shape' is the abstract")]
    public async Task Abstract_type_is_reported(string type, string name, string reason) =>
        await AssertReportsAsync($"{type} [CloudburstFunction] public static void F({name} shape) {{ }}", "shape", reason);

    [Theory]
    [InlineData("public static void F(object any) { }", "any", "'any' is of type 'object' and nothing says which type to make (use a type of your own, or JsonElement for any JSON)")]
    [InlineData("public static void F(dynamic any) { }", "any", "'any' is of type 'dynamic'")]
    [InlineData("public static void F(Dictionary<string, object?> any) { }", "any", "'any[]' is of type 'object'")]
    [InlineData("public static void F(Named any) { }", "any", "'any.Value' is of type 'object'")]
    public async Task Anything_is_reported(string function, string where, string reason) =>
        await AssertReportsAsync($"public sealed record Named(object Value); [CloudburstFunction] {function}", where, reason);

    [Fact]
    public async Task Json_is_not() => await AssertSilentAsync("[CloudburstFunction] public static System.Text.Json.JsonElement F(System.Text.Json.JsonElement any) => any;");

    [Fact]
    public async Task Declared_cases_collections_and_converters_are_not() => await AssertSilentAsync("""
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        [System.Text.Json.Serialization.JsonConverter(typeof(object))] public interface IConverted;
        [CloudburstFunction] public static void F(Shape shape, IReadOnlyList<Shape> shapes, IEnumerable<int> numbers, IDictionary<string, int> map, IConverted converted) { }
        """);
}

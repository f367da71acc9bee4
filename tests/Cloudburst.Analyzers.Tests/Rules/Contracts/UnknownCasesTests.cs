using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class UnknownCasesTests() : RuleTests("CB5011")
{
    [Theory]
    [InlineData("public interface IShape;", "IShape", "'shape' is the abstract 'A.Shop.IShape'")]
    [InlineData("public abstract record IShape;", "IShape", "'shape' is the abstract")]
    public async Task Abstract_type_is_reported(string type, string name, string reason) =>
        await AssertReportsAsync($"{type} [CloudburstFunction] public static void F({name} shape) {{ }}", "shape", reason);

    [Fact]
    public async Task Declared_cases_collections_and_converters_are_not() => await AssertSilentAsync("""
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        [System.Text.Json.Serialization.JsonConverter(typeof(object))] public interface IConverted;
        [CloudburstFunction] public static void F(Shape shape, IReadOnlyList<Shape> shapes, IEnumerable<int> numbers, IDictionary<string, int> map, IConverted converted) { }
        """);
}

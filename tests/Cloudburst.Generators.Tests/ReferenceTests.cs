using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests;

/// <summary>Functions whose arguments have references inside.</summary>
public class ReferenceTests
{
    private const string Types = """
        namespace Runs;
        public sealed record Plain(int X, Plain? Next);
        public record Base(Ref<int> Total);
        public sealed record Basket(string Owner, Dictionary<string, Basket>? Others) : Base(default(Ref<int>));
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Round), "round")] public abstract record Shape;
        public sealed record Round(Ref<int> Radius) : Shape;
        """;

    private static readonly Lazy<Loaded> Runs = new(() => Loaded.From(Generation.Run(Source.Compile(new CompileOptions { AssemblyName = "Referring" }, Types, """
        namespace Runs;
        public static partial class Find
        {
            [CloudburstFunction] public static int None(Ref<List<Ref<int>>> a, int[] b, Plain c, object d, [FromState("x")] List<Ref<int>>? e) => 0;
            [CloudburstFunction] public static int Collections(Ref<int>[] a, List<Ref<int>> b, IReadOnlyList<Ref<int>> c, Dictionary<string, Ref<int>> d, (int, Ref<int>) e, Ref<int>? f) => 0;
            [CloudburstFunction] public static int Mixed(int a, CloudburstContext context, Basket b, Ref<int> c, Shape d) => 0;
            [CloudburstFunction(MaxBatch = 8)] public static int[] Batch(IReadOnlyList<Ref<int>> a, IReadOnlyList<Ref<int>[]> b) => new int[a.Count];
        }
        """)).AssertClean().After));

    [Fact]
    public void Function_without_references_inside_has_no_finder() => Assert.Null(Runs.Value.Function("Find.None").References);

    [Theory]
    [InlineData("Collections", new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("Mixed", new[] { 1, 3 })]
    [InlineData("Batch", new[] { 1 })]
    public void References_are_looked_for_where_the_type_can_have_some(string function, int[] places)
    {
        var invocation = new FakeInvocation();
        Runs.Value.Function($"Find.{function}").References!(invocation);
        Assert.Equal(places, invocation.Searched.Select(static found => found.Index));
    }

    [Fact]
    public void Generated_finder() => Golden.Verify(Generation.Run("""
        namespace MyApp;
        public static partial class Sums
        {
            [CloudburstFunction] public static long Total(string name, IReadOnlyList<Ref<int>> parts) => 0;
        }
        """).AssertClean().Files["MyApp.Sums.Invokers.g.cs"], nameof(Generated_finder));
}

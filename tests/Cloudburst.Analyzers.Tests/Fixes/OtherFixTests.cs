using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Fixes;

public class OtherFixTests : FixTests
{
    private const string MemoryPackAttributes = """

        namespace MemoryPack
        {
            public enum GenerateType { Object, VersionTolerant }
            [System.AttributeUsage(System.AttributeTargets.All)] public sealed class MemoryPackableAttribute(GenerateType type = GenerateType.Object) : System.Attribute { public GenerateType Type => type; }
            [System.AttributeUsage(System.AttributeTargets.All)] public sealed class MemoryPackOrderAttribute(int order) : System.Attribute { public int Order => order; }
        }
        """;

    [Fact, Fixes("CB1004")]
    public async Task Misspelled_node_is_corrected() => await AssertFixesAsync("CB1004", """
        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
            public static object D() => new[] { new DagNodeShape("sqaure", "a", [DagBinding.FromInput(0)]), new DagNodeShape("squre", "b", [DagBinding.FromInput(0)]) };
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
            public static object D() => new[] { new DagNodeShape("square", "a", [DagBinding.FromInput(0)]), new DagNodeShape("square", "b", [DagBinding.FromInput(0)]) };
        }
        """);

    [Fact, Fixes("CB1006")]
    public async Task Label_is_removed() => await AssertFixesAsync("CB1006", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            public static object D() => Dag.Build<int, int>((b, x) => b.Add(Functions.F, b.Add(Functions.F, b.Add(Functions.F, x, "step"), "step"), label: "step"));
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            public static object D() => Dag.Build<int, int>((b, x) => b.Add(Functions.F, b.Add(Functions.F, b.Add(Functions.F, x, "step"))));
        }
        """);

    [Fact, Fixes("CB1009")]
    public async Task Declared_type_follows_the_composition() => await AssertFixesAsync("CB1009", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            [CloudburstDag] public static Dag<int, string> A => Dag.Start(Functions.F);
            [CloudburstDag] public static Dag<string, int> B() => Dag.Start(Functions.F).Named("b");
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            [CloudburstDag] public static Dag<int, int> A => Dag.Start(Functions.F);
            [CloudburstDag] public static Dag<int, int> B() => Dag.Start(Functions.F).Named("b");
        }
        """);

    [Fact, Fixes("CB5003")]
    public async Task Layout_becomes_version_tolerant() => await AssertFixesAsync("CB5003", """
        using MemoryPack;

        // A cart.
        [MemoryPackable]
        public partial record Cart(string User, int Count);

        [MemoryPackable(GenerateType.Object)]
        public partial class Line
        {
            // The article.
            public string Sku { get; set; } = "";

            public int Quantity { get; set; }

            public int Twice => Quantity * 2;
        }

        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); public partial Register<Line> Line(); }
        """ + MemoryPackAttributes, """
        using MemoryPack;

        // A cart.
        [MemoryPackable(GenerateType.VersionTolerant)]
        public partial record Cart([property: MemoryPackOrder(0)] string User, [property: MemoryPackOrder(1)] int Count);

        [MemoryPackable(GenerateType.VersionTolerant)]
        public partial class Line
        {
            // The article.
            [MemoryPackOrder(0)]
            public string Sku { get; set; } = "";

            [MemoryPackOrder(1)]
            public int Quantity { get; set; }

            public int Twice => Quantity * 2;
        }

        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); public partial Register<Line> Line(); }
        """ + MemoryPackAttributes);

    [Fact, Fixes("CB5002")]
    public async Task Record_of_state_is_annotated() => await AssertFixesAsync("CB5002", """
        // A cart.
        public sealed record Cart(string User);

        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); }
        """ + MemoryPackAttributes, """
        using MemoryPack;

        // A cart.
        [MemoryPackable(GenerateType.VersionTolerant)]
        public sealed partial record Cart([property: MemoryPackOrder(0)] string User);

        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); }
        """ + MemoryPackAttributes);

    [Fact, Fixes("CB5004")]
    public async Task Contracts_of_functions_are_updated() => await AssertWritesContractsAsync(
        "CB5004",
        "public static partial class Shop { [CloudburstFunction] public static int F(long x) => 1; [CloudburstFunction] public static void H() { } [CloudburstFunction] public static void G() { } }",
        "# Mine\nfunction Shop.F(int) -> int\nfunction Shop.H() -> void\n*RETIRED* function Shop.Old() -> void\n",
        "# Mine\nfunction Shop.F(long) -> int\nfunction Shop.G() -> void\nfunction Shop.H() -> void\n*RETIRED* function Shop.Old() -> void\n");

    [Fact, Fixes("CB5005")]
    public async Task Shape_of_state_is_updated() => await AssertWritesContractsAsync(
        "CB5005",
        "public record Cart(string User); [CloudburstState(\"s\")] public partial class S { public partial Register<Cart> Cart(); }",
        "state Cart { Count: int; User: string }\n",
        "state Cart { User: string }\n");

    [Fact, Fixes("CB5006")]
    public async Task Contracts_file_is_created() => await AssertWritesContractsAsync(
        "CB5006",
        "public record Cart(string User); [CloudburstState(\"s\")] public partial class S { public partial Register<Cart> Cart(); } public static partial class Shop { [CloudburstFunction] public static int F(long x) => 1; }",
        null,
        "# What other processes rely on: this project's functions, and the shapes of its state. See docs/diagnostics/CB5004.md.\nfunction Shop.F(long) -> int\nstate Cart { User: string }\n");

    [Fact, Fixes("CB5008")]
    public async Task Property_gets_an_init_accessor() => await AssertFixesAsync("CB5008", """
        public sealed class Cart { public List<int> Lines { get; } = []; public string? Name { get; } }
        public static partial class Shop { [CloudburstFunction] public static void F(Cart cart) { } }
        """, """
        public sealed class Cart { public List<int> Lines { get; init; } = []; public string? Name { get; init; } }
        public static partial class Shop { [CloudburstFunction] public static void F(Cart cart) { } }
        """);

    [Fact]
    public async Task Property_with_a_private_setter_is_not_fixed() => await AssertOffersNothingAsync(
        "CB5008", "public sealed class Cart { public int X { get; private set; } } public static partial class Shop { [CloudburstFunction] public static void F(Cart cart) { } }");

    [Fact, Fixes("CB7001")]
    public async Task Token_takes_the_place_of_the_name() => await AssertFixesAsync("CB7001", """
        namespace A;

        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
        }

        public static class Caller
        {
            public static async Task F(ICloudburstClient cloud) => await cloud.CallAsync(new Function<int, int>("square"), 3);
        }
        """, """
        namespace A;

        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
        }

        public static class Caller
        {
            public static async Task F(ICloudburstClient cloud) => await cloud.CallAsync(Shop.Functions.Square, 3);
        }
        """);

    [Fact, Fixes("CB7002")]
    public async Task Misspelled_call_is_corrected() => await AssertFixesAsync("CB7002", """
        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
            public static object F() => new Function<int, int>("sqaure");
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
            public static object F() => new Function<int, int>("square");
        }
        """);

    [Fact]
    public async Task Call_with_wrong_types_is_not_fixed() => await AssertOffersNothingAsync("CB7002", """
        public static partial class Shop
        {
            [CloudburstFunction("square")] public static int Square(int x) => x;
            public static object F() => new Function<int, string>("square");
        }
        """);

    [Fact, Fixes("CB7003")]
    public async Task Functions_are_added_and_their_namespace_imported() => await AssertFixesAsync("CB7003", """
        namespace Elsewhere
        {
            public static partial class Shop { [CloudburstFunction] public static int F() => 1; }
            public static class Start { public static object Run() => Cloudburst.Testing.Hosts.CreateBuilder(); }
        }

        namespace Cloudburst.Testing
        {
            public static class Hosts { public static CloudburstTestHostBuilder CreateBuilder() => new(); }
        }
        """, """
        using MyApp;

        namespace Elsewhere
        {
            public static partial class Shop { [CloudburstFunction] public static int F() => 1; }
            public static class Start { public static object Run() => Cloudburst.Testing.Hosts.CreateBuilder().AddCloudburstFunctions(); }
        }

        namespace Cloudburst.Testing
        {
            public static class Hosts { public static CloudburstTestHostBuilder CreateBuilder() => new(); }
        }
        """);
}

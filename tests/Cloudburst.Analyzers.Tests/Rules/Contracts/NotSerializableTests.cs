using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class NotSerializableTests() : RuleTests("CB5001")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static void F(Func<int> x) { }", "x", "The type of the parameter 'x' cannot be sent or stored, as 'x' is a 'System.Func<int>'")]
    [InlineData("[CloudburstFunction] public static void F(System.IO.Stream x) { }", "x", "'x' is a 'System.IO.Stream'")]
    [InlineData("[CloudburstFunction] public static void F(List<System.IO.MemoryStream> x) { }", "x", "'x[]' is a 'System.IO.MemoryStream'")]
    [InlineData("[CloudburstFunction] public static Type F() => typeof(int);", "F", "The type of the result of 'Shop.F' cannot be sent or stored, as 'result' is a 'System.Type'")]
    [InlineData("[CloudburstFunction] public static Task<IAsyncEnumerable<int>> F() => null!;", "F", "IAsyncEnumerable<int>'")]
    [InlineData("public record Owner(Task Work); public record Line(Owner Owner); public record Cart(List<Line> Lines); [CloudburstFunction] public static void F(Cart cart) { }", "cart", "'cart.Lines[].Owner.Work' is a 'System.Threading.Tasks.Task'")]
    [InlineData("[CloudburstFunction] public static void F(int[,] x) { }", "x", "'int[*,*]'")]
    [InlineData("[CloudburstFunction] public static void F(Ref<Type> x) { }", "x", "'System.Type'")]
    [InlineData("[CloudburstFunction] public static void F(Counter x) { }", "x", "'Cloudburst.Counter'")]
    [InlineData("[CloudburstFunction] public static void F([FromState(\"k\")] Action? x) { }", "x", "'System.Action'")]
    [InlineData("public static async Task F(CloudburstContext context) => await context.PutAsync(\"k\", new Lazy<int>(1));", "PutAsync", "'System.Lazy<int>'")]
    [InlineData("public static object F(IStateStore store) => new SetOf<Action>(store, \"k\");", "new SetOf<Action>(store, \"k\")", "'System.Action'")]
    public async Task Unfit_type_is_reported(string members, string underlined, string reason) => await AssertReportsAsync(members, underlined, reason.Replace("[*,*]", "[*,*]", StringComparison.Ordinal));

    [Fact]
    public async Task Accessor_of_an_unfit_type_is_reported() => await AssertReportsInAsync(
        "[CloudburstState(\"s\")] public partial class S { public partial Register<Action> Work(); }", "Work", "The type of 'S.Work'");

    [Fact]
    public async Task Data_and_ignored_members_are_not() => await AssertSilentAsync("""
        public enum Color { Red }
        public record struct Point(double X, double Y);
        public record Tree(string Name, Tree? Parent, List<Tree> Children, Dictionary<string, Point[]> Map, (int A, Color B) Pair, Uri Link, Version Version, byte[] Bytes, DateOnly? Day)
        {
            [System.Text.Json.Serialization.JsonIgnore] public Func<int>? Work { get; init; }
            private Action? _hidden = null;
            public bool IsIdle => _hidden is null;
        }
        [CloudburstFunction] public static Tree F(Tree tree, System.Text.Json.JsonElement any, ReadOnlyMemory<double> values, IReadOnlyDictionary<Guid, ISet<string>> sets, int? x) => tree;
        [CloudburstFunction] public static async Task<IReadOnlyList<Tree>> G(Ref<Tree> tree, CloudburstContext context, CancellationToken token) { await Task.Yield(); return []; }
        """);
}

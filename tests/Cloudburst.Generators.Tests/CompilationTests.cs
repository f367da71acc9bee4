using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Tests;

/// <summary>Whatever is generated compiles without a warning, in every C# that we support and with documentation on.</summary>
public class CompilationTests
{
    public static TheoryData<string, string> Shapes => new()
    {
        { "global namespace", "public static partial class Shop { [CloudburstFunction] public static int F(int x) => x; }" },
        { "default accessibility", "namespace A; static partial class Shop { [CloudburstFunction] internal static int F(int x) => x; [CloudburstFunction] public static int G() => 1; }" },
        { "block namespace", "namespace A.B { namespace C { public partial class Shop { [CloudburstFunction] public static void F() { } } } }" },
        { "record", "namespace A; public partial record Shop(int X) { [CloudburstFunction] public static Shop F(Shop shop) => shop; }" },
        { "struct", "namespace A; public partial struct Shop { [CloudburstFunction] public static Shop F(Shop? shop) => shop ?? default; }" },
        { "interface", "namespace A; public partial interface IShop { [CloudburstFunction] public static int F(IShop? shop) => 1; }" },
        { "protected internal", "namespace A; public partial class Shop { [CloudburstFunction] protected internal static int F() => 1; }" },
        { "nested", "namespace A; public partial class Outer { protected internal partial class Mid { public static partial class Shop { [CloudburstFunction] public static int F() => 1; } } }" },
        { "internal types in an internal class", "namespace A; internal sealed record Secret(int X); internal static partial class Shop { [CloudburstFunction] public static Secret F(Secret x) => x; }" },
        { "public class with an internal function", "namespace A; internal sealed record Secret(int X); public static partial class Shop { [CloudburstFunction] internal static Secret F(Secret x) => x; [CloudburstFunction] public static int G() => 1; }" },
        { "tasks", "namespace A; public static partial class Shop { [CloudburstFunction] public static Task F() => Task.CompletedTask; [CloudburstFunction] public static ValueTask G() => default; [CloudburstFunction] public static async Task<string?> H() { await Task.Yield(); return null; } [CloudburstFunction] public static ValueTask<int> I() => new(1); }" },
        { "generics in arguments", "namespace A; public static partial class Shop { [CloudburstFunction] public static Dictionary<string, List<int?[]>> F(Dictionary<string, List<int?[]>> map, (int A, (string?, Guid) B) tuple) => map; }" },
        { "interfaces, object and dynamic", "namespace A; public static partial class Shop { [CloudburstFunction] public static object F(IEnumerable<int> items, object? any, dynamic free, IComparable<string>? compare) => items; }" },
        { "defaults and params", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int x = 3, string? s = null, params int[] rest) => x; }" },
        { "references", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(Ref<int> a, Ref<string?> b, Ref<List<int>> c) => a.Value; }" },
        { "eight parameters", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int a, int b, int c, int d, int e, int f, int g, int h, CloudburstContext x, CancellationToken y) => a; }" },
        { "state of every nullability", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F([FromState(\"a\")] string a, [FromState(\"b\")] string? b, [FromState(\"c\")] int c, [FromState(\"d\")] int? d, [FromState(\"e\")] List<string>? e) => c; }" },
        { "keys", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int id, string @class, Guid invocation, DateTime at, [FromState(\"a:{id}/{class}\\\"\\\\{{x}}\")] string? a, [FromState(\"{invocation}-{at}\")] int b) => b; }" },
        { "names that the client uses", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int options, string cancellationToken, int client, int _client, int invocation) => 1; }" },
        { "keyword parameters", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int @class, int from, int @await, int @record, int value, int field) => 1; }" },
        { "members of object", "namespace A; public static partial class Shop { [CloudburstFunction] public static int Equals(int x) => 1; [CloudburstFunction] public static string ToString(int x) => \"\"; }" },
        { "names that the invokers use", "namespace A; public partial class Shop { [CloudburstFunction] public int F(int x, [FromState(\"a:{x}\")] int s) => s; [CloudburstFunction] public int InvokeF() => 1; [CloudburstFunction] public int F_() => 1; [CloudburstFunction] public int InvokeF_() => 1; [CloudburstFunction] public int KeysOfF() => 1; [CloudburstFunction] public int Class() => 1; [CloudburstFunction] public int Create_() => 1; }" },
        { "a function called like the class that runs it", "public static partial class Shop { [CloudburstFunction] public static int ShopInvokers() => 1; }" },
        { "instance functions in the global namespace", "public partial class Shop(IDisposable store) { [CloudburstFunction] public int F(int x) => x + store.GetHashCode(); }" },
        { "two instance classes of one name", "namespace A { public partial class Shop { [CloudburstFunction(\"a\")] public int F(int x) => x; } } namespace B { public partial class Shop { [CloudburstFunction(\"b\")] public int F(int x) => x; } }" },
        { "keywords as names of an instance class and its functions", "namespace @namespace; public partial class @class(IDisposable @this, IComparable<string?> @base) { [CloudburstFunction] public int @new([FromServices] IComparable<(int A, string? B)>? @is) => @this.GetHashCode() + @base.GetHashCode() + (@is is null ? 0 : 1); [CloudburstFunction] public async IAsyncEnumerable<int> @yield(int @return) { await Task.Yield(); yield return @return; } }" },
        { "an overridden function and one of a base class", "namespace A; public abstract class Base { public virtual int F(int x) => x; } public partial class Shop : Base { [CloudburstFunction] public override int F(int x) => x; }" },
        { "a record with services", "namespace A; public partial record Shop(IDisposable Store) { [CloudburstFunction] public int F() => Store.GetHashCode(); }" },
        { "a service of type object", "namespace A; public partial class Shop { [CloudburstFunction] public int F([FromServices] object any) => any.GetHashCode(); }" },
        { "a class called Functions", "namespace A; public static partial class Functions { [CloudburstFunction] public static int F() => 1; }" },
        { "a class called System", "namespace A; public static partial class System { [CloudburstFunction] public static int Task() => 1; }" },
        { "a namespace called Cloudburst.Generated", "namespace Cloudburst.Generated; public static partial class Shop { [CloudburstFunction] public static int F() => 1; }" },
        { "names that end in Async and start with Start", "namespace A; public static partial class Shop { [CloudburstFunction] public static int Run() => 1; [CloudburstFunction] public static int RunAsync() => 1; [CloudburstFunction] public static int StartRun() => 1; [CloudburstFunction] public static int BeginStartRun() => 1; }" },
        { "named overloads", "namespace A; public static partial class Shop { [CloudburstFunction] public static int Sum(int x) => x; [CloudburstFunction(\"sum-long\")] public static long Sum(long x) => x; [CloudburstFunction(\"sum.long\")] public static double Sum(double x) => x; [CloudburstFunction] public static int SumLong() => 1; }" },
        { "obsolete", "namespace A; [Obsolete] public class Old; public static partial class Shop { [CloudburstFunction, Obsolete(\"no\", true)] public static Old? F(Old x) => x; [CloudburstFunction, Obsolete] public static int G() => 1; }" },
        { "services", "namespace A; public sealed class FromServicesAttribute : Attribute; public static partial class Shop { [CloudburstFunction] public static int F(int x, [FromServices] IDisposable a, [FromServices] IDisposable? b) => x; }" },
        { "a client type that the user has", "namespace A; public class ShopClient; public static partial class Shop { [CloudburstFunction] public static int F() => 1; }" },
        { "a partial method", "namespace A; public static partial class Shop { [CloudburstFunction] public static partial int F(int x); public static partial int F(int x) => x; }" },
        { "DAGs", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int x) => x; [CloudburstDag] public static Dag<int, int> P { get; } = Dag.Start(Functions.F); [CloudburstDag] internal static Dag Q() => P; }" },
        { "state class", "namespace A; internal enum Kind { X } [CloudburstState(\"s\")] internal partial class S { private int _store = 1; public int X => _store; internal partial Counter C(Kind kind, bool b, char c, long l, double d, Guid g, DateOnly day, TimeSpan span); public partial Maximum M(string @class); protected internal partial Flag Flag(); partial void Hook(); }" },
        { "nested and generic state class", "namespace A; public partial class Outer { [CloudburstState(\"s{\\\"\")] public partial record S<T> where T : class { public virtual partial Register<T?> R(string _store); } public partial class Shop { [CloudburstFunction] public static int F(S<string> state, S<string>? maybe) => 1; } }" },
        { "state class with a constructor of its own", "namespace A; [CloudburstState(\"s\")] public partial class S { public S(ICloudburstClient client) : this(client.State) { } public partial Counter C(); }" },
        { "instance functions", "namespace A; public partial class Model(IDisposable store, IComparable? maybe = null, int @class = 3) { [CloudburstFunction] public int F(int x) => x + @class; [CloudburstFunction] public async Task<int> G(CancellationToken token) { await Task.Yield(); return store.GetHashCode() + (maybe is null ? 1 : 0); } [CloudburstFunction] public static void H() { } [CloudburstFunction] internal void Class() { } [CloudburstFunction] public virtual int Create(int services) => 1; }"},
        { "instance function of a nested record that warms up", "namespace A; public static partial class Outer { [WarmUp] internal partial record Model { [CloudburstFunction] public int F() => 1; } }" },
        { "the SDK's FromServices", "namespace A; public static partial class Shop { [CloudburstFunction] public static int F(int x, [FromServices] IDisposable a) => x; }" },
        { "malformed documentation", "namespace A; public static partial class Shop { /** <summary>Adds &lt; <b>x</b>. <see cref=\"string\"/></summary> */ [CloudburstFunction] public static int F() => 1; }" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shape_compiles_without_a_warning(string shape, string source)
    {
        Assert.NotEmpty(shape);
        var generation = Generation.Run(source).AssertClean();
        Assert.NotEmpty(generation.Files);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp14)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void Every_supported_language_version_compiles(LanguageVersion version)
    {
        foreach (var documentation in Enum.GetValues<DocumentationMode>())
            Generation.Run(Source.Compile(new CompileOptions { Language = version, Documentation = documentation }, Samples.Shop, Samples.Builders)).AssertClean();
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp13)]
    public void In_an_older_language_nothing_is_generated_that_could_not_be_compiled(LanguageVersion version) =>
        Assert.Empty(Generation.Run(Source.Compile(new CompileOptions { Language = version }, Samples.Shop, Samples.Builders)).Files);

    [Fact]
    public void Program_in_one_file_compiles()
    {
        var options = new CompileOptions { Output = OutputKind.ConsoleApplication, AssemblyName = "app" };
        var compilation = Source.Compile(options, """
            var builder = new CloudburstApplicationBuilder().AddCloudburstFunctions();
            ICloudburstClient client = null!;
            Console.WriteLine(await client.Shop.IncrementAsync(builder.Modules.Count));

            public static partial class Shop
            {
                [CloudburstFunction] public static int Increment(int x) => x + 1;
            }
            """, Samples.Builders);
        Generation.Run(compilation, rootNamespace: "app").AssertClean();
    }

    /// <summary>However C# lets a value be written, where a function could be called so; references and futures as well, and nothing is ambiguous.</summary>
    [Fact]
    public void Arguments_of_a_client_are_written_as_those_of_the_function() => Generation.Run("""
        namespace A;

        public enum Color { Red, Blue }

        public record struct Size(int Width, int Height);

        public static partial class Shop
        {
            [CloudburstFunction] public static int Sum(int[] numbers) => numbers.Length;
            [CloudburstFunction] public static int Count(Dictionary<string, int> counts) => counts.Count;
            [CloudburstFunction] public static int Length(string? text) => text?.Length ?? 0;
            [CloudburstFunction] public static long Wide(long? number) => number ?? 0;
            [CloudburstFunction] public static int Area(Size size, (long, string) tag) => size.Width * size.Height;
            [CloudburstFunction] public static int Read(Ref<List<int>> numbers) => numbers.Value!.Count;
            [CloudburstFunction] public static int Mixed(IReadOnlyList<int> items, List<int> more) => items.Count + more.Count;
            [CloudburstFunction] public static async IAsyncEnumerable<int> Each(int[] numbers) { await Task.Yield(); foreach (var number in numbers) yield return number; }

            [CloudburstFunction]
            public static int Paint(
                int x, Color color = (Color)(-1), string text = "a\\b\"", char letter = '\\', bool isBig = true, float f = 0.5f, double d = double.NaN) => x;

            [CloudburstFunction]
            public static int Price(decimal m = 1.50m, long? l = 5, ulong u = ulong.MaxValue, string? none = null, CancellationToken cancellationToken = default, Size size = default) => 1;

            public static async Task Call(ICloudburstClient client, CloudburstFuture<int[]> future, List<int> list)
            {
                var stop = CancellationToken.None;
                await client.Shop.SumAsync([1, 2]);
                await client.Shop.SumAsync(new[] { 1, 2 }, cancellationToken: stop);
                await client.Shop.SumAsync(future);
                await client.Shop.SumAsync(new Ref<int[]>("key"), new CallOptions(), stop);
                await client.Shop.StartSumAsync([], null, stop);
                await client.Shop.CountAsync(new() { ["a"] = 1 });
                await client.Shop.LengthAsync(null);
                await client.Shop.LengthAsync("a");
                await client.Shop.LengthAsync(default);
                await client.Shop.WideAsync(1);
                await client.Shop.WideAsync(null);
                await client.Shop.AreaAsync(new(1, 2), (1, "a"));
                await client.Shop.AreaAsync(new Ref<Size>("key"), (1L, "a"));
                await client.Shop.ReadAsync([1, 2]);
                await client.Shop.MixedAsync([1], [2]);
                await client.Shop.MixedAsync(list, new Ref<List<int>>("key"));
                await foreach (var item in client.Shop.EachAsync([1, 2]))
                    Console.WriteLine(item);
                await client.Shop.PaintAsync(1);
                await client.Shop.PaintAsync(1, Color.Blue, text: "b", cancellationToken: stop);
                await client.Shop.PriceAsync();
                await client.Shop.PriceAsync(l: null, none: "c", size: new(1, 2));
            }
        }
        """).AssertClean();

    [Fact]
    public void Parts_in_several_files_make_one_client()
    {
        var files = Generation.Run(
            "namespace A; public static partial class Shop { [CloudburstFunction] public static int F() => 1; }",
            "namespace A { static partial class Shop { [CloudburstFunction] public static int G() => Functions.F.Name.Length; } }").AssertClean().Files;
        Assert.Equal(["A.Shop.Functions.g.cs", "A.Shop.Invokers.g.cs", "CloudburstModule.g.cs"], files.Keys);
        Assert.Contains("GAsync", files["A.Shop.Functions.g.cs"]);
    }

    [Fact]
    public void Unannotated_code_compiles() =>
        Generation.Run("""
            #nullable disable
            namespace A;
            public static partial class Shop { [CloudburstFunction] public static string F(string x, [FromState("k")] string y, List<string> z) => x; }
            [CloudburstState("s")] public partial class S { public partial Register<string> R(string key); }
            """).AssertClean();

    [Fact]
    public void Valid_functions_beside_invalid_ones_are_generated()
    {
        var generation = Generation.Run("""
            namespace A;
            public static partial class Shop
            {
                [CloudburstFunction] public static int Good() => 1;
                [CloudburstFunction] public static async void Void() => await Task.Yield();
                [CloudburstFunction] private static int Hidden() => 1;
                [CloudburstFunction] public static int ByRef(ref int x) => x;
                [CloudburstFunction] public static int OfSpan(Span<int> x) => 1;
                [CloudburstFunction] public static T Generic<T>(T x) => x;
                [CloudburstFunction("a/b")] public static int Slash() => 1;
                [CloudburstFunction] public static int Nine(int a, int b, int c, int d, int e, int f, int g, int h, int i) => 1;
                [CloudburstFunction] public static int Tokens(CancellationToken a, CancellationToken b) => 1;
                [CloudburstFunction] public static int Key([FromState("{nobody}")] int x) => x;
                [CloudburstFunction] public static Task<Task> Twice() => null!;
            }
            public class NotPartial { [CloudburstFunction] public static int Lost() => 1; }
            public abstract partial class Instance { [CloudburstFunction] public int Lost() => 1; }
            """).AssertClean();
        Assert.Equal(["A.Shop.Functions.g.cs", "A.Shop.Invokers.g.cs", "CloudburstModule.g.cs"], generation.Files.Keys);
        Assert.Single(generation.Files["CloudburstModule.g.cs"].Split('\n'), line => line.Contains("Invokers.", StringComparison.Ordinal));
    }
}

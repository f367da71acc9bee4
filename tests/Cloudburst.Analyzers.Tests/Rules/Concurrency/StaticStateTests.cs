using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class StaticStateTests() : RuleTests("CB4006")
{
    [Theory]
    [InlineData("_hits++", "_hits++")]
    [InlineData("_hits = 5", "_hits = 5")]
    [InlineData("_hits += 5", "_hits += 5")]
    [InlineData("Interlocked.Increment(ref _hits)", "Interlocked.Increment(ref _hits)")]
    [InlineData("Names.Add(\"a\")", "Names.Add(\"a\")")]
    [InlineData("Ages[\"a\"] = 1", "Ages[\"a\"] = 1")]
    [InlineData("Cells[0] = 1", "Cells[0] = 1")]
    [InlineData("Shared.TryAdd(\"a\", 1)", "Shared.TryAdd(\"a\", 1)")]
    [InlineData("Count()", "Count()")]
    public async Task Change_of_static_state_is_reported(string statement, string underlined) => await AssertReportsAsync($$"""
        private static int _hits;
        private static readonly List<string> Names = [];
        private static readonly Dictionary<string, int> Ages = [];
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Shared = new();
        private static readonly int[] Cells = new int[1];
        static void Count() => _hits++;
        [CloudburstFunction] public static void F() { {{statement}}; }
        """, underlined, "every executor process has its own");

    [Fact]
    public async Task Reads_caches_and_changes_of_locals_are_not() => await AssertSilentAsync("""
        private static readonly Dictionary<string, int> Table = new() { ["a"] = 1 };
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Cache = new();
        private static string? _lazy;
        [CloudburstFunction] public static int F(string name) => Table.TryGetValue(name, out var age) ? age : 0;
        [CloudburstFunction] public static string G(string name) => Cache.GetOrAdd(name, static text => text.ToUpperInvariant());
        [CloudburstFunction] public static string H() => _lazy ??= "x";
        [CloudburstFunction] public static int I() { var list = new List<int>(); list.Add(1); var map = new Dictionary<int, int>(); map[1] = 2; return list.Count; }
        public static void NoFunction() => Table["b"] = 2;
        """);
}

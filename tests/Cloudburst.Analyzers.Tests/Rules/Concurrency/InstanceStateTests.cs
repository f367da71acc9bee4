using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class InstanceStateTests() : RuleTests("CB4007")
{
    [Theory]
    [InlineData("_hits++", "Shop._hits")]
    [InlineData("this._hits = 5", "Shop._hits")]
    [InlineData("Interlocked.Increment(ref _hits)", "Shop._hits")]
    [InlineData("_names.Add(\"a\")", "Shop._names")]
    [InlineData("_ages[\"a\"] = 1", "Shop._ages")]
    [InlineData("Cells[0] = 1", "Shop.Cells")]
    [InlineData("Last = 3", "Shop.Last")]
    [InlineData("source = null!", "source")]
    [InlineData("Action later = () => _hits++", "Shop._hits")]
    public async Task Change_of_the_shared_object_is_reported(string statement, string member) => await AssertReportsInAsync($$"""
        public partial class Shop(IDisposable source)
        {
            private int _hits;
            private readonly List<string> _names = [];
            private readonly Dictionary<string, int> _ages = [];
            private int[] Cells { get; } = new int[1];
            public int Last { get; set; }
            [CloudburstFunction] public void F() { {{statement}}; }
            public override string ToString() => $"{source}{_hits}";
        }
        """, statement.Replace("Action later = () => ", "", StringComparison.Ordinal), $"The change of '{member}' by 'Shop.F'");

    [Fact]
    public async Task Reads_caches_constructors_and_changes_of_other_objects_are_not() => await AssertSilentInAsync("""
        public sealed class Sum { private int _total; public int Total { get; set; } public void Add(int x) => _total += x; }
        public sealed partial class Shop : IDisposable
        {
            private readonly int[] _table = [1, 2];
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _cache = new();
            private string? _lazy;
            private bool _disposed;
            public Shop() => _lazy = null;
            [CloudburstFunction] public int F(int x) => _table[x];
            [CloudburstFunction] public string G(string name) => _cache.GetOrAdd(name, static text => text.ToUpperInvariant());
            [CloudburstFunction] public string H() => _lazy ??= "x";
            [CloudburstFunction] public int I() { var sum = new Sum { Total = 1 }; sum.Add(2); sum.Total = 3; return sum.Total; }
            public void Dispose() => _disposed = true;
        }
        """);
}

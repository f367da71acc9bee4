using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class NotVersionTolerantTests() : RuleTests("CB5003")
{
    [Theory]
    [InlineData("[MemoryPack.MemoryPackable] public partial record Cart(string User);")]
    [InlineData("[MemoryPack.MemoryPackable(MemoryPack.GenerateType.Object)] public partial record Cart(string User);")]
    public async Task Default_layout_is_reported_once(string type)
    {
        var found = await AllAnalyzers.RunAsync(MemoryPackStandIn.With($"{type} [CloudburstState(\"s\")] public partial class S {{ public partial Register<Cart> A(); public partial Register<Cart> B(); }}"));
        var warning = Assert.Single(found);
        Assert.Equal(Id, warning.Id);
        Assert.Equal("Cart", warning.Underlined());
    }

    [Fact]
    public async Task Tolerant_layout_unions_and_types_that_stay_are_not() => await AssertSilentInAsync(MemoryPackStandIn.With("""
        [MemoryPack.MemoryPackable(MemoryPack.GenerateType.VersionTolerant)] public partial record Cart([property: MemoryPack.MemoryPackOrder(0)] string User);
        [MemoryPack.MemoryPackable] public partial record Local(string User);
        [MemoryPack.MemoryPackable, MemoryPack.MemoryPackUnion(0, typeof(Cart))] public partial interface IThing;
        [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); public partial Register<IThing> Thing(); }
        """));
}

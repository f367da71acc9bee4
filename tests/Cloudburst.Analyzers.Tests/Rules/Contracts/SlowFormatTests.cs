using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class SlowFormatTests() : RuleTests("CB5002")
{
    [Fact]
    public async Task Record_of_state_is_reported_as_hidden()
    {
        var found = await AllAnalyzers.RunAsync(Generation.Run(MemoryPackStandIn.With("public record Cart(string User); [CloudburstState(\"s\")] public partial class S { public partial Register<Cart> Cart(); }")).After);
        var hidden = Assert.Single(found, diagnostic => diagnostic.Id == Id);
        Assert.Equal("Cart", hidden.Underlined());
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden, hidden.Severity);
    }

    [Fact]
    public async Task Annotated_record_and_plain_arguments_are_not()
    {
        var found = await AllAnalyzers.RunAsync(Generation.Run(MemoryPackStandIn.With("""
            [MemoryPack.MemoryPackable(MemoryPack.GenerateType.VersionTolerant)] public partial record Cart([property: MemoryPack.MemoryPackOrder(0)] string User);
            public record Argument(int X);
            [CloudburstState("s")] public partial class S { public partial Register<Cart> Cart(); public partial Register<string> Name(); }
            public static partial class Shop { [CloudburstFunction] public static void F(Argument x) { } }
            """)).After);
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == Id);
    }
}

using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class EscapingContextTests() : RuleTests("CB4008")
{
    [Theory]
    [InlineData("private static CloudburstContext? _current; [CloudburstFunction] public static void G(CloudburstContext context) => _current = context;", "CloudburstContext")]
    [InlineData("private static IStateStore? _store; [CloudburstFunction] public static void F(CloudburstContext context) => _store = context.State;", "IStateStore")]
    [InlineData("private static Counter Hits { get; set; } [CloudburstFunction] public static void F(CloudburstContext context) => Hits = new(context.State, \"k\");", "Counter")]
    public async Task Context_in_a_static_member_is_reported(string members, string type)
    {
        // That a static member changes at all is another rule's.
        var found = await AllAnalyzers.RunAsync(InShop(members));
        Assert.Contains(found, diagnostic => diagnostic.Id == Id && diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains($"The '{type}' of", StringComparison.Ordinal));
        Assert.All(found, diagnostic => Assert.True(diagnostic.Id == Id || diagnostic.Id == "CB4006"));
    }

    [Fact]
    public async Task Context_in_a_field_of_the_shared_object_is_reported()
    {
        var found = await AllAnalyzers.RunAsync("public partial class Shop { private CloudburstContext? _current; [CloudburstFunction] public void F(CloudburstContext context) => _current = context; }");
        // That a field changes at all is another rule's.
        Assert.Equal(["CB4007", Id], found.Select(diagnostic => diagnostic.Id).Where(id => id != "CB0007").Order());
    }

    [Fact]
    public async Task Context_in_a_local_or_an_argument_is_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static string F(CloudburstContext context) { var own = context; return G(own); } static string G(CloudburstContext context) => context.RequestId;");
}

using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests.Diagnostics;

/// <summary>What a test of one rule needs: the sources are members of a static partial class, unless they say otherwise.</summary>
public abstract class RuleTests(string id)
{
    internal string Id => id;

    /// <summary>Fails unless the rule, and no other, complains once, at this text, with this reason.</summary>
    protected async Task AssertReportsAsync(string members, string underlined, string reason) => await AssertReportsInAsync(InShop(members), underlined, reason);

    protected async Task AssertReportsInAsync(string source, string underlined, string reason)
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(source));
        Assert.Equal(id, found.Id);
        Assert.Equal(underlined, found.Underlined());
        Assert.Contains(reason, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    protected static async Task AssertSilentAsync(string members) => await AssertSilentInAsync(InShop(members));

    protected static async Task AssertSilentInAsync(params string[] sources) => Assert.Empty(await AllAnalyzers.RunAsync(sources));

    private static string InShop(string members) => $"namespace A; public static partial class Shop {{ {members} }}";
}

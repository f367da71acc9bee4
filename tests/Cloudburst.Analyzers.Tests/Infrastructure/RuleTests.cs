using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>What a test of one rule needs: the sources are members of a static partial class, unless they say otherwise.</summary>
public abstract class RuleTests(string id)
{
    internal string Id => id;

    /// <summary>Fails unless the rule, and no other, complains once, at this text, with this reason.</summary>
    protected async Task AssertReportsAsync(string members, string underlined, string reason) => await AssertReportsInAsync(InShop(members), underlined, reason);

    protected async Task AssertReportsInAsync(string source, string underlined, string reason)
    {
        var found = Assert.Single(await RunAsync(source));
        Assert.Equal(id, found.Id);
        Assert.Equal(underlined, found.Underlined());
        Assert.Contains(reason, found.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>Fails unless the rule, and no other, complains at each of these texts.</summary>
    protected async Task AssertReportsEachAsync(string members, params string[] underlined)
    {
        var found = await RunAsync(InShop(members));
        Assert.All(found, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.Equal(underlined, found.Select(diagnostic => diagnostic.Underlined()));
    }

    protected async Task AssertSilentAsync(string members) => await AssertSilentInAsync(InShop(members));

    protected async Task AssertSilentInAsync(params string[] sources) => Assert.Empty(await RunAsync(sources));

    protected static string InShop(string members) => $"namespace A; public static partial class Shop {{ {members} }}";

    // Hints are for the rule's own tests: an increment in the test of another rule is not what that test is about.
    private async Task<IReadOnlyList<Diagnostic>> RunAsync(params string[] sources)
    {
        var found = await AllAnalyzers.RunAsync(Generators.Tests.Infrastructure.Generation.Run(sources).After);
        return [.. found.Where(diagnostic => diagnostic.Id == id || diagnostic.Severity > DiagnosticSeverity.Info)];
    }
}

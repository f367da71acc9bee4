using System.Globalization;
using System.Reflection;
using Cloudburst.Analyzers;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Tests.Diagnostics;

/// <summary>What must hold for every rule.</summary>
public class DescriptorTests
{
    private static readonly string Root = typeof(DescriptorTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static IEnumerable<DiagnosticDescriptor> Rules =>
        from analyzer in AllAnalyzers.Instances.AsEnumerable()
        from rule in analyzer.SupportedDiagnostics.AsEnumerable()
        select rule;

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id).Distinct().Order()];

    [Fact]
    public void Every_id_has_a_rule() => Assert.Equal(
        typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(), Rules.Select(rule => rule.Id).Distinct().Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_is_worded_as_all_are(string id)
    {
        var rule = Rules.First(rule => rule.Id == id);
        var message = rule.MessageFormat.ToString(CultureInfo.InvariantCulture);
        Assert.InRange(rule.Title.ToString(CultureInfo.InvariantCulture).Length, 1, 60);
        Assert.Matches(@"^(The )?\S.* cannot be .*, as .* \(.*\)$|^(The )?\S.* cannot (hold|travel) .*, as .* \(.*\)$", message);
        Assert.Equal("Cloudburst.Declaration", rule.Category);
        Assert.Equal(DiagnosticSeverity.Error, rule.DefaultSeverity);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_page_with_every_section(string id)
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "diagnostics", $"{id}.md"));
        Assert.StartsWith($"# {id}", page, StringComparison.Ordinal);
        foreach (var section in new[] { "## Cause", "## Why it bites", "## Fix", "## When to suppress", "## Example" })
            Assert.Contains(section, page);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_test_class_of_its_own(string id) => Assert.Contains(
        typeof(RuleTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RuleTests))),
        type => type.GetConstructors().Single().Invoke(null) is RuleTests tests && tests.Id == id);
}

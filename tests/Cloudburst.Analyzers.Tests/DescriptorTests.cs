using System.Globalization;
using System.Text.RegularExpressions;
using Cloudburst.Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cloudburst.Analyzers.Tests;

/// <summary>What must hold for every rule.</summary>
public partial class DescriptorTests
{
    private static readonly string Folder = Path.Combine(Corpus.Root, "docs", "diagnostics");

    private static IEnumerable<DiagnosticDescriptor> Rules =>
        from analyzer in AllAnalyzers.Instances.AsEnumerable()
        from rule in analyzer.SupportedDiagnostics.AsEnumerable()
        select rule;

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id).Distinct().Order()];

    public static TheoryData<string> FixableIds => [.. AllFixes.Instances.SelectMany(fix => fix.FixableDiagnosticIds).Where(id => id.StartsWith("CB", StringComparison.Ordinal)).Distinct().Order()];

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
        // Subject, verdict, reason, advice.
        Assert.Matches(@"^\S.*, as .* \(.*\)$", message);
        Assert.Equal($"Cloudburst.{Band(id)}", rule.Category);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
        if (Band(id) == "Declaration" && rule.DefaultSeverity != DiagnosticSeverity.Hidden)
            Assert.Equal(DiagnosticSeverity.Error, rule.DefaultSeverity);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_page_with_every_section(string id)
    {
        var rule = Rules.First(rule => rule.Id == id);
        var page = File.ReadAllText(Path.Combine(Folder, $"{id}.md"));
        Assert.StartsWith($"# {id}", page, StringComparison.Ordinal);
        Assert.Contains($"Severity: {Word(rule.DefaultSeverity)}. Category: {rule.Category}.", page, StringComparison.Ordinal);
        foreach (var section in new[] { "## Cause", "## Why it bites", "## Fix", "## When to suppress", "## Example" })
            Assert.Contains(section, page);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_is_listed_with_its_severity_and_fix(string id)
    {
        var row = File.ReadLines(Path.Combine(Folder, "README.md")).Single(line => line.StartsWith($"| [{id}]({id}.md) | ", StringComparison.Ordinal)).Split('|');
        Assert.Equal(Word(Rules.First(rule => rule.Id == id).DefaultSeverity), row[2].Trim());
        Assert.Equal(FixableIds.Contains(id), row[4].Trim().Length > 0);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_is_in_the_release_notes(string id)
    {
        var rule = Rules.First(rule => rule.Id == id);
        var notes = File.ReadAllText(Path.Combine(Corpus.Root, "analyzers", "Cloudburst.Analyzers", "AnalyzerReleases.Unshipped.md"));
        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | ", notes, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_test_class_of_its_own(string id)
    {
        var tests = Assert.Single(
            typeof(RuleTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RuleTests))),
            type => type.GetConstructors().Single().Invoke(null) is RuleTests tests && tests.Id == id);
        var names = tests.GetMethods().Select(method => method.Name).ToList();
        Assert.Contains(names, name => Reports().IsMatch(name));
        Assert.Contains(names, name => Accepts().IsMatch(name));
    }

    [Theory]
    [MemberData(nameof(FixableIds))]
    public void Fix_has_a_test(string id) => Assert.Contains(id, FixTests.TestedIds);

    [Fact]
    public void Every_fix_can_fix_all()
    {
        foreach (var fix in AllFixes.Instances)
            Assert.NotNull(fix.GetFixAllProvider());
    }

    private static string Band(string id) => id[2] switch
    {
        '0' => "Declaration",
        '1' => "Composition",
        '2' => "State",
        '3' => "Retries",
        '4' => "Concurrency",
        '5' => "Contracts",
        '6' => "Messaging",
        '7' => "Hosting",
        '9' => "Tooling",
        _ => "",
    };

    private static string Word(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "suggestion",
        _ => "hidden",
    };

    [GeneratedRegex("(is|are)_reported")]
    private static partial Regex Reports();

    [GeneratedRegex("(is|are)_not$")]
    private static partial Regex Accepts();
}

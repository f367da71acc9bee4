using System.Text.RegularExpressions;

namespace Cloudburst.Architecture.Tests;

/// <summary>The table of features and the tests that hold them (<c>docs/features.md</c>) name each other.</summary>
public partial class FeatureTests
{
    [Fact]
    public void Every_feature_has_a_test_and_every_test_a_feature()
    {
        var rows = Row().Matches(Repository.Read("docs/features.md")).Select(static match => match.Groups["row"].Value).ToList();
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Count, rows.Distinct().Count());
        var held = Repository.Files("*.cs").Where(static path => path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => Held().Matches(Repository.Read(path)))
            .Select(static match => match.Groups["row"].Value)
            .ToHashSet();
        Assert.Equal([], rows.Where(row => !held.Contains(row)));
        Assert.Equal([], held.Where(row => !rows.Contains(row)));
    }

    [GeneratedRegex(@"^\| (?<row>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""^\s*\[Trait\("Feature", "(?<row>\d+)"\)\]""", RegexOptions.Multiline)]
    private static partial Regex Held();
}

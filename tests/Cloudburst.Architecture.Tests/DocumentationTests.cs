using System.Text.RegularExpressions;

namespace Cloudburst.Architecture.Tests;

/// <summary>What the documentation points at is there.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        var broken = new List<string>();
        foreach (var page in Repository.Files("*.md").Where(path => !path.Contains("/content/", StringComparison.Ordinal)))
        {
            foreach (Match link in Link().Matches(Repository.Read(page)))
            {
                var target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                    continue;
                var path = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page) ?? "", target));
                if (!File.Exists(path) && !Directory.Exists(path))
                    broken.Add($"{page}: {target}");
            }
        }
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_setting_of_a_role_is_documented()
    {
        var keys = Setting().Matches(Repository.Read("runtime/Cloudburst.Hosting/RoleSettings.cs")).Select(match => match.Groups["key"].Value).Distinct().ToList();
        Assert.NotEmpty(keys);
        var page = Repository.Read("docs/operations.md");
        var undocumented = keys.Where(key => !page.Contains($"| `{key}` |", StringComparison.Ordinal)).ToList();
        Assert.Empty(undocumented);
    }

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("""(?:_section\[|Required\(|List\(|Number\(|Duration\(|Choice\()"(?<key>\w+)""")]
    private static partial Regex Setting();
}

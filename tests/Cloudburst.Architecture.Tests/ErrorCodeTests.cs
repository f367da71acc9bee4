using System.Text.RegularExpressions;
using Cloudburst.Protocol;

namespace Cloudburst.Architecture.Tests;

/// <summary>The error codes are one set in the SDK, on the wire and in the documentation.</summary>
public partial class ErrorCodeTests
{
    [Fact]
    public void The_wire_has_the_same_codes_as_the_sdk()
    {
        var sdk = Enum.GetValues<CloudburstErrorCode>().Select(code => $"{(int)code} {code}");
        var wire = Enum.GetValues<ErrorCode>().Select(code => $"{(int)code} {code}");
        Assert.Equal(sdk, wire);
    }

    [Fact]
    public void Every_code_is_documented_with_a_cause_and_a_next_step()
    {
        var sections = Section().Matches(Repository.Read("docs/errors.md"));
        var documented = sections.Select(match => $"{match.Groups["number"].Value} {match.Groups["name"].Value}");
        var codes = Enum.GetValues<CloudburstErrorCode>().Where(code => code != CloudburstErrorCode.None).Select(code => $"{(int)code} {code}");
        Assert.Equal(codes, documented);
        foreach (Match section in sections)
        {
            Assert.Contains("**Cause.**", section.Groups["text"].Value, StringComparison.Ordinal);
            Assert.Contains("**Next step.**", section.Groups["text"].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_documentation_says_which_codes_are_transient()
    {
        foreach (Match section in Section().Matches(Repository.Read("docs/errors.md")))
        {
            var code = Enum.Parse<CloudburstErrorCode>(section.Groups["name"].Value);
            var isTransient = new CloudburstException(code, "").IsTransient;
            Assert.True(
                section.Groups["text"].Value.Contains("*Transient.*", StringComparison.Ordinal) == isTransient,
                $"docs/errors.md must say '*Transient.*' under {code} exactly when IsTransient is true, which is {isTransient}");
        }
    }

    [GeneratedRegex(@"^## (?<name>\w+) \((?<number>\d+)\)\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}

using System.Text;
using System.Text.RegularExpressions;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>The quick start's way to a project of one's own, typed as it is written by somebody who has never used any of it.</summary>
[Collection(FeedCollection.Name)]
public partial class QuickStartTests(Feed feed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // A program that runs until it is ended: once it says how it is reached, it is.
    private const string RunsOn = """
        runs_on() {
            "$@" > ../runs-on.log 2>&1 &
            local app=$! left=480
            until grep -q 'cloudburst status --connect http' ../runs-on.log; do
                if [ $((left -= 1)) -eq 0 ] || ! kill -0 $app; then cat ../runs-on.log; exit 1; fi
                sleep 0.5
            done
            grep 'cloudburst status' ../runs-on.log
            kill -TERM $app
            wait $app || true
        }

        """;

    [Fact]
    public async Task Commands_and_program_work_as_they_are_written()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "quick-start.md"));
        var from = text.IndexOf("## Your own project", StringComparison.Ordinal);
        var blocks = Blocks().Matches(text[from..text.IndexOf("\n## ", from, StringComparison.Ordinal)]).ToList();
        Assert.Equal(["", "", "", "csharp"], blocks.Select(static block => block.Groups["language"].Value));
        var (solution, items, scratch, program) = (TextOf(blocks[0]), TextOf(blocks[1]), TextOf(blocks[2]), TextOf(blocks[3]));
        var user = feed.NewUser("quick-start", knowsPackages: false);

        (await RunAsync(user, Script(solution) + "cd Shop.Functions\n" + Script(items) + "dotnet build ..\n"))
            .Wrote("100 concurrent orders sold 300 umbrellas").Wrote("Failed:     0, Passed:     3").Wrote("'cb' runs");

        // The second project has the first one's name.
        (await RunAsync(user, $"mkdir from-scratch\ncd from-scratch\n{Script(scratch)}cat > Program.cs <<'END'\n{program}END\ndotnet run\n")).Wrote("16");
    }

    private static async Task<Finished> RunAsync(CommandLine user, string script) =>
        (await user.RunAsync(Patience, "bash", "-euo", "pipefail", "-c", RunsOn + script)).Succeeded();

    /// <summary>What is typed. Packing is what the feed has done already.</summary>
    private string Script(string block)
    {
        var script = new StringBuilder();
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(" #")[0].Trim()))
        {
            var typed = line.Replace("Cloudburst.Templates@0.1.0", $"Cloudburst.Templates@{feed.Version}", StringComparison.Ordinal);
            if (line.StartsWith("./eng/pack.sh ", StringComparison.Ordinal))
                typed = $"ln -s '{feed.Packages}' {line.Split(' ')[1]}";
            else if (line.EndsWith(".AppHost", StringComparison.Ordinal))
                typed = $"runs_on {line}";
            else if (line.StartsWith("dotnet add package ", StringComparison.Ordinal) && feed.Version.Contains('-', StringComparison.Ordinal))
                typed += " --prerelease";
            script.AppendLine(typed);
        }

        return script.ToString();
    }

    private static string TextOf(Match block) => block.Groups["text"].Value;

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

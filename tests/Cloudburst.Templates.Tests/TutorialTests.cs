using System.Text.RegularExpressions;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>The tutorial, followed to the letter: its files are written, its commands run, and its outputs expected.</summary>
[Collection(FeedCollection.Name)]
public partial class TutorialTests(Feed feed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Tutorial_works_as_it_is_written()
    {
        var folder = Directory.CreateDirectory(Path.Combine(feed.Workspace, "tutorial")).FullName;
        var output = "";
        var ran = 0;
        foreach (Match block in Blocks().Matches(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "tutorial.md"))))
        {
            var (file, language, text) = (block.Groups["file"].Value, block.Groups["language"].Value, block.Groups["text"].Value);
            switch (language)
            {
                case "csharp":
                    Assert.NotEqual("", file);
                    await File.WriteAllTextAsync(Path.Combine(folder, file), text);
                    break;
                case "text":
                    foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                        Assert.Contains(line, output, StringComparison.Ordinal);
                    break;
                case "":
                    foreach (var command in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
                    {
                        ran++;
                        if (command[0] == "cd")
                            folder = Path.Combine(folder, command[1]);
                        else
                            output = (await feed.CommandLine.In(folder).RunAsync(Patience, command[0], command[1..])).Succeeded().Output;
                    }
                    break;
            }
        }
        Assert.Equal(5, ran);
        // What a reader has at the end is clean.
        (await feed.CommandLine.In(folder).RunAsync(Patience, "dotnet", "build", "-warnaserror", "--no-restore", "--no-incremental", "--nologo", "-v", "minimal")).Succeeded().Wrote("0 Warning(s)");
    }

    // A block, after the name of its file where it is one. What is only shown is marked as console.
    [GeneratedRegex(@"(?:^`(?<file>[^`\n]+)`:\n\n)?^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

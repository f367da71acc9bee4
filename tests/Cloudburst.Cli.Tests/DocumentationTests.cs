using System.Text.RegularExpressions;
using Cloudburst.Client;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Cli.Tests;

/// <summary>What the documentation lets its reader type: every command is run as it is written, and shows what is written below it.</summary>
public sealed partial class DocumentationTests : IAsyncLifetime
{
    private const string Documented = "http://127.0.0.1:7000";
    private const string Prompt = "$ cloudburst ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudburst-cli-");
    private ServedProgram? _quickstart;

    private string Address => _quickstart!.Address;

    // The sample's own story leaves the state that the pages show.
    public async Task InitializeAsync() => _quickstart = await ServedProgram.StartAsync(until: line => line.StartsWith("4. ", StringComparison.Ordinal));

    public async Task DisposeAsync()
    {
        if (_quickstart is not null)
            await _quickstart.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_page_of_the_command_line_shows_what_the_tool_shows()
    {
        var ran = 0;
        foreach (Match block in Blocks().Matches(await PageAsync("cli.md")))
        {
            var shape = block.Groups["varies"].Success;
            foreach (var (command, output) in Session(block.Groups["text"].Value))
            {
                ran++;
                var finished = await RunAsync(command);
                var shown = string.Join('\n', new[] { finished.Output, finished.Error }.Where(text => text.Length > 0)).Replace(Address, Documented, StringComparison.Ordinal);
                Assert.Equal($"{command}\n{(shape ? ShapeOf(output) : output)}", $"{command}\n{(shape ? ShapeOf(shown) : shown)}");
            }
        }
        Assert.Equal(20, ran);
    }

    [Theory]
    [InlineData("cli.md", 4)]
    [InlineData("quick-start.md", 3)]
    public async Task Commands_without_an_output_work(string page, int count)
    {
        // Programs of the reader's own are started by tests of their own.
        var commands = Commands().Matches(await PageAsync(page)).Select(command => command.Groups["line"].Value).Where(line => !line.StartsWith("run", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, commands.Count);
        foreach (var command in commands)
            (await RunAsync(command)).Succeeded();
    }

    private static Task<string> PageAsync(string name) => File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", name));

    private Task<ToolResult> RunAsync(string command)
    {
        var tool = new Tool(schedulers => CloudburstClient.Connect(schedulers, new ClientOptions { ConnectTimeout = TimeSpan.FromSeconds(5) })) { Folder = _folder.FullName };
        tool.Environment["Cloudburst__Schedulers"] = Address;
        return tool.RunAsync([.. Words(command)]);
    }

    /// <summary>The commands of a session, each with what it writes.</summary>
    private static IEnumerable<(string Command, string Output)> Session(string text)
    {
        string? command = null;
        var output = new List<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n').Append(Prompt))
        {
            if (!line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                output.Add(line);
                continue;
            }
            if (command is not null)
                yield return (command, string.Join('\n', output));
            command = line[Prompt.Length..];
            output.Clear();
        }
    }

    /// <summary>Splits a line as shells do: what is quoted is one word.</summary>
    private static IEnumerable<string> Words(string line) =>
        WordParts().Matches(line).Select(word => Quotes().Replace(word.Value, static quoted => quoted.Value[1..^1]));

    /// <summary>Times and sizes differ from run to run, and columns with them.</summary>
    private static string ShapeOf(string text) => Spaces().Replace(Numbers().Replace(text, "0"), " ");

    [GeneratedRegex(@"(?<varies><!-- numbers vary -->\n)?^```console\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^cloudburst (?<line>[^#>\n]+?) *(?:[#>].*)?$", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex WordParts();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"[\d.:,]*\d")]
    private static partial Regex Numbers();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}

using System.Text.Json;
using Cloudburst.Client;
using Spectre.Console.Testing;

namespace Cloudburst.Cli.Tests;

/// <summary>Runs the tool's commands in this process.</summary>
/// <param name="connect">What it connects to.</param>
internal sealed class Tool(Func<string, ICloudburstClient> connect)
{
    /// <summary>What <c>-</c> reads.</summary>
    public string Input { get; init; } = "";

    /// <summary>Whether somebody watches.</summary>
    public bool IsInteractive { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Folder { get; init; } = AppContext.BaseDirectory;

    public Dictionary<string, string> Environment { get; } = [];

    public async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var output = new TestConsole();
        using var error = new TestConsole();
        output.Profile.Capabilities.Interactive = error.Profile.Capabilities.Interactive = IsInteractive;
        output.Profile.Width = error.Profile.Width = 300;
        var terminal = new Terminal
        {
            Out = output,
            Error = error,
            In = new StringReader(Input),
            Folder = Folder,
            Time = Time,
            Variable = Environment.GetValueOrDefault,
            Connect = (schedulers, _) => connect(schedulers),
        };
        var code = await CloudburstCommand.RunAsync(arguments, terminal);
        return new ToolResult(string.Join(' ', arguments), code, Lines(output.Output), Lines(error.Output));
    }

    /// <summary>A client that finds nobody.</summary>
    public static ICloudburstClient Nobody(string schedulers) => CloudburstClient.Connect(schedulers, new ClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

    private static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n');
}

/// <summary>How a command ended.</summary>
internal sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    public JsonElement ErrorJson
    {
        get
        {
            using var document = JsonDocument.Parse(Error);
            return document.RootElement.GetProperty("error").Clone();
        }
    }

    /// <summary>Fails the test unless the command did what it should, without a word on the error output.</summary>
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0 && Error.Length == 0, $"'{Command}' ended with {ExitCode}: {Error}\n{Output}");
        return this;
    }

    /// <summary>Fails the test unless the command failed with this code and this one sentence.</summary>
    public ToolResult FailedWith(int exitCode, string sentence)
    {
        Assert.Equal((exitCode, $"error: {sentence}"), (ExitCode, Error));
        Assert.Empty(Output);
        return this;
    }
}

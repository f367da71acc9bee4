using System.Text;
using Cloudburst.Client;
using Spectre.Console;

namespace Cloudburst.Cli;

/// <summary>What the tool has of the outside world: tests give it another one.</summary>
internal sealed class Terminal
{
    /// <summary>Wide enough for every table: what is not a terminal must not wrap lines that somebody's script reads.</summary>
    private const int WidthOfFiles = 1_000;

    /// <summary>Results.</summary>
    public required IAnsiConsole Out { get; init; }

    /// <summary>Errors and progress.</summary>
    public required IAnsiConsole Error { get; init; }

    /// <summary>What <c>-</c> as an argument reads.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>The folder that the tool was started in.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The environment's variables.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Opens a client.</summary>
    public Func<string, ClientOptions, ICloudburstClient> Connect { get; init; } = static (schedulers, options) => CloudburstClient.Connect(schedulers, options);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The terminal, or the files, that the process was given.</summary>
    public static Terminal OfProcess()
    {
        // Elsewhere it is what the terminal says; here it would be a code page that has no lines to draw with.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new()
        {
            Out = ConsoleOf(Console.Out, Console.IsOutputRedirected),
            Error = ConsoleOf(Console.Error, Console.IsErrorRedirected),
            In = Console.In,
        };
    }

    private static IAnsiConsole ConsoleOf(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}

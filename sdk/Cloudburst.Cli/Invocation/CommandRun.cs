using System.CommandLine;
using System.Text.Json;
using Cloudburst.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cloudburst.Cli.Invocation;

/// <summary>One run of one command: what was asked, where to write, whom to ask.</summary>
internal sealed class CommandRun(ParseResult parsed, Terminal terminal, CancellationToken cancellation) : IAsyncDisposable
{
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1);
    private ICloudburstClient? _client;

    public ParseResult Parsed => parsed;

    public Terminal Terminal => terminal;

    public CancellationToken Cancellation => cancellation;

    public bool Json { get; } = parsed.GetValue(CommonOptions.Json);

    public bool Verbose { get; } = parsed.GetValue(CommonOptions.Verbose);

    public (string Schedulers, string Source) Addresses { get; } = Connection.Choose(parsed.GetValue(CommonOptions.Connect), terminal);

    /// <summary>The client; connects when it is first used.</summary>
    public ICloudburstClient Client => _client ??= Connection.Open(terminal, Addresses.Schedulers, Addresses.Source);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Waits, and says so when it takes longer than a second and somebody watches.</summary>
    public async Task<T> WaitAsync<T>(string what, Task<T> work)
    {
        var console = terminal.Error;
        if (!console.Profile.Capabilities.Interactive)
            return await work;
        using var done = new CancellationTokenSource();
        if (await Task.WhenAny(work, Task.Delay(Unnoticed, terminal.Time, done.Token)) != work)
            await console.Status().StartAsync(Markup.Escape(what), _ => Task.WhenAny(work));
        await done.CancelAsync();
        return await work;
    }

    /// <summary>Writes a document.</summary>
    public void WriteJson<T>(T document) => WriteLine(JsonSerializer.Serialize(document, JsonOutput.Document));

    /// <summary>Writes a document in one line, for streams of them.</summary>
    public void WriteJsonLine<T>(T document)
    {
        WriteLine(JsonSerializer.Serialize(document, JsonOutput.Line));
        terminal.Out.Profile.Out.Writer.Flush();
    }

    /// <summary>Writes text as it is: neither wrapped nor coloured.</summary>
    public void WriteLine(string text) => terminal.Out.Profile.Out.Writer.WriteLine(text);

    public void Write(IRenderable content) => terminal.Out.Write(content);

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
    }
}

using Cloudburst.Client;

namespace Cloudburst.Cli.Invocation;

/// <summary>Where the system is.</summary>
internal static class Connection
{
    /// <summary>Where <c>cloudburst run</c> serves.</summary>
    public const string Default = "http://127.0.0.1:7000";

    /// <summary>The setting that every client has.</summary>
    public const string Variable = "Cloudburst__Schedulers";

    /// <summary>Longer than a scheduler takes to start, shorter than a person waits without wondering.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Chooses the addresses.</summary>
    /// <param name="option">What <c>--connect</c> says.</param>
    /// <param name="terminal">Its environment is asked next.</param>
    /// <returns>The addresses, and what has named them.</returns>
    public static (string Schedulers, string Source) Choose(string? option, Terminal terminal)
    {
        if (option is { Length: > 0 })
            return (option, "--connect");
        return terminal.Variable(Variable) is { Length: > 0 } variable ? (variable, Variable) : (Default, "the default");
    }

    /// <summary>The single addresses of a list.</summary>
    public static string[] Split(string schedulers) => schedulers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <exception cref="CliException">An address is none.</exception>
    public static ICloudburstClient Open(Terminal terminal, string schedulers, string source)
    {
        if (Split(schedulers).Length == 0)
            throw new CliException(ExitCode.Usage, $"{source} names no scheduler; give it an address, http://host:port or unix:/path/to/socket");
        try
        {
            return terminal.Connect(schedulers, new ClientOptions { ConnectTimeout = Patience });
        }
        catch (ArgumentException error)
        {
            var message = error.Message.Split(" (Parameter", 2)[0];
            throw new CliException(ExitCode.Usage, $"{message} (from {source})", error);
        }
    }
}

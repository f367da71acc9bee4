using System.CommandLine.Completions;
using Cloudburst.Cli.Invocation;
using Cloudburst.Client;

namespace Cloudburst.Cli.Completion;

/// <summary>Completes the names of what runs, where something does; a shell that waits for long is worse than one that knows nothing.</summary>
internal static class Names
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    /// <summary>Functions and DAGs.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Callable(Terminal terminal) =>
        context => Of(terminal, context, static catalog => catalog.Functions.Select(static function => function.Name).Concat(catalog.Dags.Select(static dag => dag.Name)));

    /// <summary>DAGs.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Dags(Terminal terminal) =>
        context => Of(terminal, context, static catalog => catalog.Dags.Select(static dag => dag.Name));

    private static IEnumerable<CompletionItem> Of(Terminal terminal, CompletionContext context, Func<CloudburstCatalog, IEnumerable<string>> names)
    {
        try
        {
            var (schedulers, _) = Connection.Choose(context.ParseResult.GetValue(CommonOptions.Connect), terminal);
            // Completions are asked for without a way to wait; this process does nothing else.
            return Task.Run(() => AskAsync(terminal, schedulers)).GetAwaiter().GetResult() is { } catalog
                ? names(catalog).Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(static name => new CompletionItem(name))
                : [];
        }
        catch (Exception error) when (error is CloudburstException or ArgumentException)
        {
            // Nobody is there to be told: the shell shows no completions.
            return [];
        }
    }

    private static async Task<CloudburstCatalog> AskAsync(Terminal terminal, string schedulers)
    {
        var client = terminal.Connect(schedulers, new ClientOptions { ConnectTimeout = Patience, DefaultTimeout = Patience });
        await using (client)
            return await client.GetCatalogAsync();
    }
}

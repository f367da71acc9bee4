using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Status;

/// <summary>A scheduler's address, and what it answered.</summary>
/// <param name="Address">The address.</param>
/// <param name="Status">The answer, if any.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record SchedulerView(string Address, CloudburstStatus? Status, CloudburstException? Error)
{
    public string? Problem => Error?.Message;

    /// <summary>Asks every scheduler, all at once: each sees its own requests, and one that is down must not hide behind another.</summary>
    public static async Task<IReadOnlyList<SchedulerView>> AskAllAsync(CommandRun run) =>
        await Task.WhenAll(Connection.Split(run.Addresses.Schedulers).DefaultIfEmpty("").Select(address => AskAsync(run, address)));

    private static async Task<SchedulerView> AskAsync(CommandRun run, string address)
    {
        try
        {
            var client = Connection.Open(run.Terminal, address, run.Addresses.Source);
            await using (client)
                return new SchedulerView(address, await client.GetStatusAsync(run.Cancellation), null);
        }
        catch (CloudburstException error)
        {
            return new SchedulerView(address, null, error);
        }
    }
}

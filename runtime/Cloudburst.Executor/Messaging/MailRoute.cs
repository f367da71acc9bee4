namespace Cloudburst.Executor.Messaging;

/// <summary>
/// The way from one invocation to another. Messages take it one after the other, so that they arrive in order; and once one of them went to the inbox, all later ones do: a
/// receiver that is reached again would otherwise see them first.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MailRoute
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Messages that were sent on this way. Changed by whoever has the turn.</summary>
    public long Count { get; set; }

    /// <summary>The last message that has arrived. Changed by whoever has the turn.</summary>
    public long Delivered { get; set; }

    /// <summary>Whether the receiver could not be reached once. Changed by whoever has the turn.</summary>
    public bool UsesInbox { get; set; }

    /// <summary>Waits until all earlier messages are delivered, or have failed.</summary>
    /// <returns>Complete it to let the next one go.</returns>
    public async ValueTask<TaskCompletionSource> TakeTurnAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            before = _last;
            _last = turn.Task;
        }
        await before.ConfigureAwait(false);
        return turn;
    }
}

using System.Security.Cryptography;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// One primary, over one connection whose identity is known: what replicas confirm counts only for writes that went over the very same
/// connection. Writers that wait at the same time share one confirmation.
/// </summary>
/// <remarks>
/// The connection is told apart by a name of ours, drawn at random: the client library gives a new connection, after a loss or a fail-over, its
/// ordinary name again.
/// </remarks>
internal sealed class ReplicatedPrimary(IServer server, IServerTraits traits)
{
    private readonly Lock _gate = new();
    private Task<string>? _name;
    private TaskCompletionSource<string>? _next;
    private bool _running;

    public NodeTarget Target { get; } = new(server);

    /// <summary>The connection's name, to be asked for before a write is sent.</summary>
    public Task<string> NameAsync()
    {
        lock (_gate)
            return _name is { IsFaulted: false, IsCanceled: false } known ? known : _name = SetNameAsync();
    }

    /// <summary>Waits until replicas have what was answered over the connection of that name before this call.</summary>
    public async Task ConfirmAsync(string name)
    {
        Task<string> round;
        lock (_gate)
        {
            // A round that has begun may have asked before this write was answered, so it is always the next one.
            _next ??= new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            round = _next.Task;
            if (!_running)
            {
                _running = true;
                _ = ConfirmRoundsAsync();
            }
        }

        if (await round.ConfigureAwait(false) == name)
            return;
        lock (_gate)
        {
            if (_name is { IsCompletedSuccessfully: true } known && known.Result == name)
                _name = null;
        }

        throw KvsException.NotReplicated($"{server.EndPoint}", "the connection was lost in between");
    }

    private async Task ConfirmRoundsAsync()
    {
        while (true)
        {
            TaskCompletionSource<string> round;
            lock (_gate)
            {
                if (_next is null)
                {
                    _running = false;
                    return;
                }

                round = _next;
                _next = null;
            }

            try
            {
                await traits.ReplicatedAsync(server).ConfigureAwait(false);
                round.SetResult(await GetNameAsync().ConfigureAwait(false));
            }
            catch (Exception e)
            {
                round.SetException(e);
            }
        }
    }

    private async Task<string> SetNameAsync()
    {
        // Looked at for every new connection, for the server behind it may have been started anew.
        if (await traits.WhyNotReplicatedAsync(server).ConfigureAwait(false) is { } reason)
            throw KvsException.DurabilityUnavailable(WriteDurability.Replicated, $"the server at {server.EndPoint} {reason}", traits.HowToReplicate);
        var name = "cloudburst-kvs-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await server.ExecuteAsync("CLIENT", ["SETNAME", name], CommandFlags.NoRedirect).ConfigureAwait(false);
        return name;
    }

    private async Task<string> GetNameAsync() =>
        (string?)await server.ExecuteAsync("CLIENT", ["GETNAME"], CommandFlags.NoRedirect).ConfigureAwait(false) ?? "";
}

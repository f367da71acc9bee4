using System.Collections.Concurrent;

namespace Cloudburst.Protocol.Links;

/// <summary>Links to peers of one kind, by address: opened at first use and kept; a broken one is opened again at the next use.</summary>
/// <typeparam name="TSend">The frames that this side sends.</typeparam>
/// <typeparam name="TReceive">The frames that this side receives.</typeparam>
/// <param name="connect">Makes the connector of an address.</param>
/// <param name="accept">Makes the receiver of each link that opens.</param>
/// <param name="time">The clock of the timeout.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class LinkPool<TSend, TReceive>(
    Func<string, ILinkConnector<TSend, TReceive>> connect, Func<string, ILink<TSend>, ILinkReceiver<TReceive>> accept, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<ILink<TSend>>>> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ILinkConnector<TSend, TReceive>> _connectors = new(StringComparer.Ordinal);

    /// <summary>The open link to an address.</summary>
    /// <exception cref="LinkException">Nothing answers there.</exception>
    public async ValueTask<ILink<TSend>> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var opening = _links.GetOrAdd(address, Open);
        if (opening.Value is { IsCompleted: true } done && (!done.IsCompletedSuccessfully || done.Result.Closed.IsCompleted))
        {
            // Only one of those who find it broken replaces it.
            var again = Open(address);
            opening = _links.TryUpdate(address, again, opening) ? again : _links.GetOrAdd(address, again);
        }
        return await opening.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes every link.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var opening in _links.Values)
        {
            if (opening.IsValueCreated && opening.Value.IsCompletedSuccessfully)
                await opening.Value.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Lazy<Task<ILink<TSend>>> Open(string address) => new(() => OpenAsync(address));

    private async Task<ILink<TSend>> OpenAsync(string address)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            return await _connectors.GetOrAdd(address, connect).ConnectAsync(link => accept(address, link), timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new LinkException($"Nothing answered at {address} within {ConnectTimeout.TotalSeconds:0.#} s");
        }
    }
}

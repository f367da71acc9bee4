using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Messaging;

/// <summary>Links to other executors, opened at first use and kept; a broken one is opened again at the next use.</summary>
/// <param name="connect">Makes the connector of an address.</param>
/// <param name="receiver">Takes what peers send, over links of either side's making.</param>
/// <param name="time">The clock of the timeout.</param>
internal sealed class PeerLinks(
    Func<string, ILinkConnector<PeerFrame, PeerFrame>> connect, Func<ILink<PeerFrame>, ILinkReceiver<PeerFrame>> receiver, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<ILink<PeerFrame>>>> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ILinkConnector<PeerFrame, PeerFrame>> _connectors = new(StringComparer.Ordinal);

    /// <summary>The open link to an address.</summary>
    /// <exception cref="LinkException">Nothing answers there.</exception>
    public async ValueTask<ILink<PeerFrame>> ConnectAsync(string address, CancellationToken cancellationToken)
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

    public async ValueTask DisposeAsync()
    {
        foreach (var opening in _links.Values)
        {
            if (opening.IsValueCreated && opening.Value.IsCompletedSuccessfully)
                await opening.Value.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Lazy<Task<ILink<PeerFrame>>> Open(string address) => new(() => OpenAsync(address));

    private async Task<ILink<PeerFrame>> OpenAsync(string address)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            return await _connectors.GetOrAdd(address, connect).ConnectAsync(receiver, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new LinkException($"Nothing answered at {address} within {ConnectTimeout.TotalSeconds:0.#} s");
        }
    }
}

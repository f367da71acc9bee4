using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Messaging;

/// <summary>Links to other executors, opened at first use and kept; a broken one is opened again at the next use.</summary>
/// <param name="connect">Makes the connector of an address.</param>
/// <param name="receiver">Takes what peers send, over links of either side's making.</param>
/// <param name="time">The clock of the timeout.</param>
internal sealed class PeerLinks(
    Func<string, ILinkConnector<PeerFrame, PeerFrame>> connect, Func<PeerLink, ILinkReceiver<PeerFrame>> receiver, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<PeerLink>>> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ILinkConnector<PeerFrame, PeerFrame>> _connectors = new(StringComparer.Ordinal);

    /// <summary>The open link to an address.</summary>
    /// <exception cref="LinkException">Nothing answers there.</exception>
    public async ValueTask<PeerLink> ConnectAsync(string address, CancellationToken cancellationToken)
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

    /// <summary>Asks every peer to confirm what it has received.</summary>
    public void Probe()
    {
        foreach (var link in OpenLinks)
            link.Probe();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in OpenLinks)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<PeerLink> OpenLinks =>
        _links.Values.Where(opening => opening.IsValueCreated && opening.Value.IsCompletedSuccessfully).Select(opening => opening.Value.Result);

    private Lazy<Task<PeerLink>> Open(string address) => new(() => OpenAsync(address));

    private async Task<PeerLink> OpenAsync(string address)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            PeerLink? opened = null;
            await _connectors.GetOrAdd(address, connect).ConnectAsync(link => receiver(opened = new PeerLink(address, link)), timeout.Token).ConfigureAwait(false);
            return opened!;
        }
        catch (OperationCanceledException)
        {
            throw new LinkException($"Nothing answered at {address} within {ConnectTimeout.TotalSeconds:0.#} s");
        }
    }
}

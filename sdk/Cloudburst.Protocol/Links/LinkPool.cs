using System.Collections.Concurrent;

namespace Cloudburst.Protocol.Links;

/// <summary>Links to peers of one kind, by address: opened at first use and kept; a broken one is opened again at the next use.</summary>
/// <typeparam name="TSend">The frames that this side sends.</typeparam>
/// <typeparam name="TReceive">The frames that this side receives.</typeparam>
/// <typeparam name="TPeer">What a role keeps of one link.</typeparam>
/// <param name="connect">Makes the connector of an address.</param>
/// <param name="keep">Makes what is kept of a link that opens, from its address.</param>
/// <param name="receive">Makes its receiver.</param>
/// <param name="time">The clock of the timeout.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class LinkPool<TSend, TReceive, TPeer>(
    Func<string, ILinkConnector<TSend, TReceive>> connect, Func<string, ILink<TSend>, TPeer> keep, Func<TPeer, ILinkReceiver<TReceive>> receive, TimeProvider time)
    : IAsyncDisposable
    where TPeer : class, IPooledLink
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<TPeer>>> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ILinkConnector<TSend, TReceive>> _connectors = new(StringComparer.Ordinal);

    /// <summary>The links that are open.</summary>
    public IEnumerable<TPeer> Opened =>
        _links.Values.Where(opening => opening.IsValueCreated && opening.Value.IsCompletedSuccessfully).Select(opening => opening.Value.Result);

    /// <summary>The open link to an address.</summary>
    /// <exception cref="LinkException">Nothing answers there.</exception>
    public async ValueTask<TPeer> ConnectAsync(string address, CancellationToken cancellationToken)
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
        foreach (var link in Opened)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    private Lazy<Task<TPeer>> Open(string address) => new(() => OpenAsync(address));

    private async Task<TPeer> OpenAsync(string address)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            TPeer? opened = null;
            await _connectors.GetOrAdd(address, connect).ConnectAsync(link => receive(opened = keep(address, link)), timeout.Token).ConfigureAwait(false);
            return opened!;
        }
        catch (OperationCanceledException)
        {
            throw new LinkException($"Nothing answered at {address} within {ConnectTimeout.TotalSeconds:0.#} s");
        }
    }
}

/// <summary>What a role keeps of a link in a <see cref="LinkPool{TSend,TReceive,TPeer}"/>; disposing it closes the link.</summary>
public interface IPooledLink : IAsyncDisposable
{
    /// <summary>Completes, never faulted, once the link is closed from either side.</summary>
    Task Closed { get; }
}

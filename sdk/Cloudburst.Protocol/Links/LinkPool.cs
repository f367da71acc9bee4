using System.Collections.Concurrent;

namespace Cloudburst.Protocol.Links;

/// <summary>
/// Links to peers of one kind, by address: opened at first use and kept; a broken one is forgotten, with all that belongs to its address, and opened again at the next use. So peers that come and go leave
/// nothing behind.
/// </summary>
/// <typeparam name="TSend">The frames that this side sends.</typeparam>
/// <typeparam name="TReceive">The frames that this side receives.</typeparam>
/// <typeparam name="TPeer">What a role keeps of one link.</typeparam>
/// <param name="connect">Makes the connector of an address; one that is <see cref="IDisposable"/> is disposed when its link is closed, or could not be opened.</param>
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

    /// <summary>How many addresses it knows of.</summary>
    public int Count => _links.Count;

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

    private Lazy<Task<TPeer>> Open(string address)
    {
        Lazy<Task<TPeer>>? opening = null;
        // Runs once it is in the table, or has lost to another one and never.
        return opening = new(() => OpenAsync(address, opening!));
    }

    private async Task<TPeer> OpenAsync(string address, Lazy<Task<TPeer>> opening)
    {
        ILinkConnector<TSend, TReceive>? connector = null;
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            connector = connect(address);
            TPeer? opened = null;
            await connector.ConnectAsync(link => receive(opened = keep(address, link)), timeout.Token).ConfigureAwait(false);
            _ = ForgetOnceClosedAsync(address, opening, opened!, connector);
            return opened!;
        }
        catch (Exception error)
        {
            Forget(address, opening, connector);
            if (error is OperationCanceledException)
                throw new LinkException($"Nothing answered at {address} within {ConnectTimeout.TotalSeconds:0.#} s");
            throw;
        }
    }

    private async Task ForgetOnceClosedAsync(string address, Lazy<Task<TPeer>> opening, TPeer opened, ILinkConnector<TSend, TReceive> connector)
    {
        await opened.Closed.ConfigureAwait(false);
        Forget(address, opening, connector);
    }

    private void Forget(string address, Lazy<Task<TPeer>> opening, ILinkConnector<TSend, TReceive>? connector)
    {
        // Unless another one has taken its place.
        _links.TryRemove(new KeyValuePair<string, Lazy<Task<TPeer>>>(address, opening));
        (connector as IDisposable)?.Dispose();
    }
}

/// <summary>What a role keeps of a link in a <see cref="LinkPool{TSend,TReceive,TPeer}"/>; disposing it closes the link.</summary>
public interface IPooledLink : IAsyncDisposable
{
    /// <summary>Completes, never faulted, once the link is closed from either side.</summary>
    Task Closed { get; }
}

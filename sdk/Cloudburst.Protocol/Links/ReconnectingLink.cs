using Microsoft.Extensions.Logging;

namespace Cloudburst.Protocol.Links;

/// <summary>
/// Keeps one link open for as long as it lives: dials until the peer is there, and dials again when the link breaks, with growing pauses.
/// Roles start in any order and outlive each other's restarts because of this class.
/// </summary>
/// <typeparam name="TSend">The frames that this side sends.</typeparam>
/// <typeparam name="TReceive">The frames that this side receives.</typeparam>
/// <param name="peer">The peer's name and address, for messages.</param>
/// <param name="connector">Opens one link.</param>
/// <param name="openSession">Makes the receiver of each link that opens; the place to send a first frame.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="logger">Told when the peer comes and goes.</param>
public sealed class ReconnectingLink<TSend, TReceive>(
    string peer,
    ILinkConnector<TSend, TReceive> connector,
    Func<ILink<TSend>, ILinkReceiver<TReceive>> openSession,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<ILink<TSend>> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _run;

    /// <summary>The peer's name and address.</summary>
    public string Peer => peer;

    /// <summary>The open link, or <see langword="null"/> while there is none.</summary>
    public ILink<TSend>? Current
    {
        get
        {
            var connected = Volatile.Read(ref _connected).Task;
            return connected.IsCompletedSuccessfully ? connected.Result : null;
        }
    }

    /// <summary>Starts dialing in the background. A second call does nothing.</summary>
    public void Start()
    {
        lock (_gate)
            _run ??= RunAsync();
    }

    /// <summary>Waits until a link is open.</summary>
    /// <exception cref="OperationCanceledException">The token fired, or this was disposed, first.</exception>
    public Task<ILink<TSend>> WaitConnectedAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _connected).Task.WaitAsync(cancellationToken);

    /// <summary>Closes the link and stops dialing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task? run;
        lock (_gate)
            run = _run;
        if (run is not null)
            await run.ConfigureAwait(false);
        Volatile.Read(ref _connected).TrySetCanceled(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        var reported = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var link = await connector.ConnectAsync(openSession, _stopping.Token).ConfigureAwait(false);
                logger.LogDebug("Connected to {Peer}", peer);
                pause = FirstPause;
                reported = false;
                await StayConnectedAsync(link).ConfigureAwait(false);
            }
            catch (LinkException error)
            {
                if (!reported)
                    logger.LogInformation("Waiting for {Peer}: {Reason}", peer, error.Message);
                reported = true;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a session or the transport throws, the peer is dialed again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "The link to {Peer} failed; dialing again", peer);
            }
            try
            {
                await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task StayConnectedAsync(ILink<TSend> link)
    {
        await using (link.ConfigureAwait(false))
        {
            Volatile.Read(ref _connected).TrySetResult(link);
            try
            {
                await link.Closed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                logger.LogInformation("Lost {Peer}; dialing again", peer);
            }
            finally
            {
                Volatile.Write(ref _connected, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }
}

using System.Threading.Channels;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Client;

/// <summary>
/// Asks whichever scheduler is reachable, and asks again elsewhere when one is lost. Schedulers share nothing but the store, so any will do
/// (Cloudburst, VLDB 2020, §4.3).
/// </summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>What a scheduler has beyond the deadline to say itself what was late: it knows, and this side does not.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ReconnectingLink<ClientFrame, GatewayFrame>[] _links;
    private readonly GatewaySession?[] _sessions;
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private ulong _lastId;
    private int _preferred;

    public Gateway(
        IReadOnlyList<(string Name, ILinkConnector<ClientFrame, GatewayFrame> Connector)> schedulers, ClientOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _sessions = new GatewaySession?[schedulers.Count];
        _links = new ReconnectingLink<ClientFrame, GatewayFrame>[schedulers.Count];
        for (var i = 0; i < schedulers.Count; i++)
        {
            var place = i;
            _links[i] = new(
                $"scheduler {schedulers[i].Name}",
                schedulers[i].Connector,
                link =>
                {
                    var session = new GatewaySession(link);
                    Volatile.Write(ref _sessions[place], session);
                    return session;
                },
                time,
                logger);
            _links[i].Start();
        }
    }

    /// <summary>Sends a frame and returns its answer.</summary>
    /// <param name="frame">The frame; its id is set here, anew for every try.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Withdraws the frame.</param>
    /// <remarks>
    /// The frame is sent again when its link breaks. That is safe: state writes are joins, registrations are idempotent, and a call keeps its request id.
    /// </remarks>
    public async Task<GatewayFrame> AskAsync(ClientFrame frame, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var session = await ConnectedAsync(started, deadline, cancellationToken).ConfigureAwait(false);
            frame.Id = Interlocked.Increment(ref _lastId);
            var answer = session.AskAsync(frame);
            try
            {
                return await WithDeadlineAsync(session, frame.Id, answer, deadline, cancellationToken).ConfigureAwait(false);
            }
            catch (LinkException)
            {
                // A frame belongs to the link it was sent on once sent; the next try sends a copy.
                frame = frame.Clone();
                if (frame.BodyCase == ClientFrame.BodyOneofCase.Call)
                    (frame.Call.Options ??= new RequestOptions()).Repeated = true;
                await TurnToNextAsync(deadline, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends a call of a stream; what comes of it goes to a channel.</summary>
    /// <param name="call">The call.</param>
    /// <param name="frames">Receives the frames, and ends with the answer, or with a <see cref="LinkException"/>.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it was sent, and its frame's id.</returns>
    public async ValueTask<(GatewaySession Session, ulong Id)> OpenAsync(
        Call call, ChannelWriter<GatewayFrame> frames, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var session = await ConnectedAsync(_time.GetTimestamp(), deadline, cancellationToken).ConfigureAwait(false);
        var frame = new ClientFrame { Id = Interlocked.Increment(ref _lastId), Call = call };
        session.Open(frame, frames);
        return (session, frame.Id);
    }

    /// <summary>Prefers the next scheduler, after the present one's link broke, and pauses.</summary>
    /// <exception cref="CloudburstException">The deadline has passed.</exception>
    public Task TurnToNextAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _preferred, (Volatile.Read(ref _preferred) + 1) % _links.Length);
        return PauseAsync(deadline, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<GatewayFrame> WithDeadlineAsync(
        GatewaySession session, ulong id, Task<GatewayFrame> answer, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (answer.IsCompleted)
            return await answer.ConfigureAwait(false);
        try
        {
            return await answer.WaitAsync(Remaining(deadline) + Grace, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (Debugging.IsOn)
        {
            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            session.Withdraw(id);
            throw new CloudburstException(
                CloudburstErrorCode.DeadlineExceeded, "The scheduler did not answer before the call's deadline; allow more time with CallOptions.Timeout, or see whether the scheduler is overloaded");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            session.Withdraw(id);
            throw;
        }
    }

    private async ValueTask<GatewaySession> ConnectedAsync(long started, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (FindConnected() is { } connected)
            return connected;
        var since = _time.GetTimestamp();
        var patience = Remaining(deadline) < _options.ConnectTimeout ? Remaining(deadline) : _options.ConnectTimeout;
        while (patience - _time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
        {
            await AnyConnectedAsync(left, cancellationToken).ConfigureAwait(false);
            // It may have broken again already.
            if (FindConnected() is { } session)
                return session;
        }
        throw new CloudburstException(
            CloudburstErrorCode.SchedulerUnavailable,
            $"No scheduler could be reached within {_time.GetElapsedTime(started).TotalSeconds:0.#} s (tried {string.Join(", ", _links.Select(link => link.Peer))}); start one, or correct the address");
    }

    private async Task AnyConnectedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAny(_links.Select(link => link.WaitConnectedAsync(giveUp.Token))).WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller says so, with the addresses.
        }
        finally
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
        }
    }

    private GatewaySession? FindConnected()
    {
        var first = Volatile.Read(ref _preferred);
        for (var i = 0; i < _links.Length; i++)
        {
            var place = (first + i) % _links.Length;
            if (_links[place].Current is not null && Volatile.Read(ref _sessions[place]) is { } session)
                return session;
        }
        return null;
    }

    private Task PauseAsync(DateTimeOffset deadline, CancellationToken cancellationToken) =>
        Remaining(deadline) > TimeSpan.Zero
            ? Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken)
            : throw new CloudburstException(
                CloudburstErrorCode.SchedulerUnavailable, "The link to the scheduler broke and the deadline passed before another answered; whether the request ran is not known");

    private TimeSpan Remaining(DateTimeOffset deadline)
    {
        var remaining = deadline - _time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}

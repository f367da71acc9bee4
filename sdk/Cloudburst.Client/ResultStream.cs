using System.Threading.Channels;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;

namespace Cloudburst.Client;

/// <summary>
/// One stream of results, as its caller takes it. What has arrived and was not taken is bounded by <see cref="StreamWindow"/>, since more comes only for what was taken. A link that breaks before the
/// first result costs another try under the same request id; later it ends the stream, because nobody knows what was under way.
/// </summary>
/// <remarks>Not thread-safe: one caller takes the results, one after the other.</remarks>
internal sealed class ResultStream(Gateway gateway, Call call, DateTimeOffset deadline, TimeSpan grace, TimeProvider time) : IDisposable
{
    /// <summary>What is taken before the executor is told: few frames, and the function never waits for one that is late.</summary>
    private const long CreditStep = StreamWindow.Bytes / 4;

    private Channel<GatewayFrame>? _frames;
    private GatewaySession? _session;
    private ulong _id;
    private StreamItems? _items;
    private int _next;
    private long _delivered;
    private long _taken;
    private long _credited;

    /// <summary>Takes the next result.</summary>
    /// <returns>Its payload; <see langword="null"/> at the end of the stream, whose outcome is <see cref="Outcome"/> then.</returns>
    /// <exception cref="CloudburstException">The stream has failed.</exception>
    public async ValueTask<ByteString?> NextAsync(CancellationToken cancellationToken)
    {
        // Asking for the next result says that the one before was taken.
        Credit();
        while (_items is null || _next == _items.Items.Count)
        {
            var frame = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (frame.Items is { } items)
            {
                (_items, _next) = (items, 0);
                continue;
            }
            if ((frame.Error ?? frame.Outcome?.Error) is { } error)
                throw WireErrors.ToException(error);
            Outcome = frame.Outcome;
            return null;
        }
        var item = _items.Items[_next++];
        _delivered++;
        _taken += StreamWindow.CostOf(item.Length);
        return item;
    }

    /// <summary>The end of the stream.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Withdraws the call, unless it has ended.</summary>
    public void Dispose() => _session?.CloseStream(_id);

    private async ValueTask<GatewayFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_frames is null)
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                if (_frames!.Reader.TryRead(out var frame))
                    return frame;
                return await _frames.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience(), time, cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException broken) when (broken.InnerException is CloudburstException error)
            {
                throw error;
            }
            catch (ChannelClosedException) when (_delivered == 0)
            {
                _frames = null;
                // What was sent belongs to its link.
                call = call.Clone();
                call.Options.Repeated = true;
                await gateway.TurnToNextAsync(deadline, cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new CloudburstException(
                    CloudburstErrorCode.StreamBroken,
                    FormattableString.Invariant(
                        $"The stream of '{call.Function}' broke after {_delivered:N0} results (the link to the scheduler is lost); it is not begun again by itself, since that would deliver them twice. Call it again, and skip what you have"),
                    new Dictionary<string, string> { ["target"] = call.Function, ["delivered"] = FormattableString.Invariant($"{_delivered}") });
            }
            catch (TimeoutException)
            {
                throw new CloudburstException(
                    CloudburstErrorCode.DeadlineExceeded,
                    $"The stream of '{call.Function}' had not ended at the call's deadline; allow more time with CallOptions.Timeout, which is that of the whole stream",
                    new Dictionary<string, string> { ["target"] = call.Function });
            }
        }
    }

    /// <summary>No end of it while somebody may be standing at a breakpoint in the function.</summary>
    private TimeSpan Patience()
    {
        if (Debugging.IsOn)
            return Timeout.InfiniteTimeSpan;
        var remaining = deadline - time.GetUtcNow();
        return (remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero) + grace;
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        // Its reader gives back credit for what it takes, so it is bounded without a bound of its own.
        var frames = Channel.CreateUnbounded<GatewayFrame>(new UnboundedChannelOptions { SingleReader = true });
        (_session, _id) = await gateway.OpenAsync(call, frames.Writer, deadline, cancellationToken).ConfigureAwait(false);
        _frames = frames;
    }

    private void Credit()
    {
        if (_taken - _credited < CreditStep)
            return;
        _credited = _taken;
        _session!.Credit(_id, _taken);
    }
}

using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Client.Leases;

/// <summary>An open link to an executor, and the calls on it that wait for their answers.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ExecutorSession(ILink<DirectFrame> link, TimeProvider time) : ILinkReceiver<DirectReply>, IPooledLink
{
    /// <summary>How long an executor that had no worker free is not asked.</summary>
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, PendingAnswer<DirectReply>> _waiting = new(StringComparer.Ordinal);
    private long _busyAt = long.MinValue;
    private int _inFlight;
    private volatile bool _closed;
    private volatile bool _leaves;

    public Task Closed => link.Closed;

    /// <summary>Calls that wait for their answers.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether it takes no calls any more.</summary>
    public bool IsOver => _closed || _leaves;

    /// <summary>Whether it has just said that it has no worker free.</summary>
    public bool IsBusy => Volatile.Read(ref _busyAt) is var busyAt && busyAt != long.MinValue && time.GetElapsedTime(busyAt) < BusyPause;

    /// <summary>Sends a call and completes with what the executor says to it.</summary>
    /// <returns><see langword="null"/> when it was not sent.</returns>
    /// <exception cref="LinkException">The link broke before the answer came; the function may have run.</exception>
    public Task<DirectReply>? TryAsk(Call call)
    {
        var answer = new PendingAnswer<DirectReply>();
        _waiting[call.RequestId] = answer;
        Interlocked.Increment(ref _inFlight);
        // Asked after the call is among those that wait: a link that closes fails it, here or there.
        if (!_closed && link.TrySend(new DirectFrame { Call = call }))
            return answer.Sent();
        Take(call.RequestId);
        return null;
    }

    /// <summary>Stops waiting for an answer and tells the executor so.</summary>
    public void Withdraw(string requestId)
    {
        if (Take(requestId) is not null)
            link.TrySend(new DirectFrame { Cancel = requestId });
    }

    public void OnReceived(DirectReply frame)
    {
        if (frame.BodyCase == DirectReply.BodyOneofCase.Leaving)
            _leaves = true;
        else if (frame.Declined is { Busy: true })
            Volatile.Write(ref _busyAt, time.GetTimestamp());
        // An answer to a call that was withdrawn meanwhile finds nobody.
        Take(frame.RequestId)?.Answer(frame);
    }

    public void OnClosed(Exception? error)
    {
        _closed = true;
        foreach (var id in _waiting.Keys)
            Take(id)?.Fail(new LinkException("The link to the executor broke", error));
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private PendingAnswer<DirectReply>? Take(string requestId)
    {
        if (!_waiting.TryRemove(requestId, out var answer))
            return null;
        Interlocked.Decrement(ref _inFlight);
        return answer;
    }
}

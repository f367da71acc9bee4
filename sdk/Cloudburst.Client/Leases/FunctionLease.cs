using Cloudburst.Protocol;

namespace Cloudburst.Client.Leases;

/// <summary>What a client knows of one function's lease: how often the function is called, whether one is being asked for, and the one that it holds.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FunctionLease(TimeProvider time)
{
    /// <summary>Calls within a second before a lease is worth asking for.</summary>
    private const int FewestCalls = 4;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private long _windowBegan = time.GetTimestamp();
    private long _usedAt = time.GetTimestamp();
    private int _calls;
    private bool _asking;
    private long? _failedAt;
    private TimeSpan _pause = FirstPause;
    private Held? _held;

    /// <summary>Whether it is not called any more, for a while.</summary>
    public bool IsIdle => time.GetElapsedTime(Volatile.Read(ref _usedAt)) > IdleAfter;

    /// <summary>The lease, while it lasts.</summary>
    /// <param name="ask">Whether the caller is to ask for one, or for the next one, and then call <see cref="Granted"/> or <see cref="Failed"/>.</param>
    public Held? Use(out bool ask)
    {
        Volatile.Write(ref _usedAt, time.GetTimestamp());
        var held = Volatile.Read(ref _held);
        if (held is not null && time.GetElapsedTime(held.AskedAt) is var age && age < held.Duration)
        {
            ask = age > held.Duration / 2 && TryBeginAsking();
            return held;
        }
        lock (_gate)
        {
            if (time.GetElapsedTime(_windowBegan) > Window)
            {
                _windowBegan = time.GetTimestamp();
                _calls = 0;
            }
            ask = ++_calls >= FewestCalls && TryBeginAskingGated();
        }
        return null;
    }

    public void Granted(Held held)
    {
        lock (_gate)
        {
            _asking = false;
            _failedAt = null;
            _pause = FirstPause;
        }
        Volatile.Write(ref _held, held);
    }

    /// <summary>There was none to be had; the next try comes after a pause, which grows.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            _asking = false;
            _failedAt = time.GetTimestamp();
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    /// <summary>Gives a lease up whose executors take nothing more.</summary>
    public void End(Held held) => Interlocked.CompareExchange(ref _held, null, held);

    /// <summary>Gives a lease up because one of its executors can't serve the function. The scheduler may not know that yet, so the next one is asked for after a pause.</summary>
    public void Refused(Held held)
    {
        if (Interlocked.CompareExchange(ref _held, null, held) != held)
            return;
        lock (_gate)
            _failedAt = time.GetTimestamp();
    }

    private bool TryBeginAsking()
    {
        lock (_gate)
            return TryBeginAskingGated();
    }

    private bool TryBeginAskingGated()
    {
        if (_asking || (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < _pause))
            return false;
        return _asking = true;
    }

    /// <summary>A lease.</summary>
    /// <param name="AskedAt">When it was asked for, as a timestamp: it began no earlier.</param>
    /// <param name="Duration">How long it lasts from then on.</param>
    /// <param name="Consistency">What a call that asks for nothing is promised.</param>
    /// <param name="Executors">Where calls may go.</param>
    public sealed record Held(long AskedAt, TimeSpan Duration, ConsistencyLevel Consistency, ExecutorSession[] Executors);
}

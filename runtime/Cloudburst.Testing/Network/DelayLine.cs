namespace Cloudburst.Testing.Network;

/// <summary>Delivers frames in order, each after its delay. Thread-safe; nothing is held while a frame is delivered.</summary>
internal sealed class DelayLine<T>(TimeProvider time, Func<T, bool> deliver)
{
    private readonly Lock _gate = new();
    private readonly Queue<(T Frame, DateTimeOffset Due)> _waiting = new();
    private DateTimeOffset _last;
    private ITimer? _timer;
    private bool _isDelivering;
    private bool _isClosed;

    /// <summary>Delivers a frame now, when nothing delays it, or later.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Send(T frame, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            if (delay > TimeSpan.Zero || _waiting.Count > 0 || _isDelivering)
            {
                var due = time.GetUtcNow() + delay;
                // It must not overtake what was sent before it.
                _last = due > _last ? due : _last;
                _waiting.Enqueue((frame, _last));
                if (_waiting.Count == 1 && !_isDelivering)
                    Arm(_last);
                return true;
            }
        }
        return deliver(frame);
    }

    /// <summary>Delivers nothing more; what is on its way is lost.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
            _timer?.Dispose();
        }
    }

    private void Deliver()
    {
        lock (_gate)
        {
            if (_isDelivering)
                return;
            _isDelivering = true;
        }
        while (true)
        {
            T frame;
            lock (_gate)
            {
                if (!_waiting.TryPeek(out var next) || next.Due > time.GetUtcNow())
                {
                    _isDelivering = false;
                    if (_waiting.Count > 0 && !_isClosed)
                        Arm(next.Due);
                    return;
                }
                frame = _waiting.Dequeue().Frame;
            }
            deliver(frame);
        }
    }

    private void Arm(DateTimeOffset due)
    {
        var wait = due - time.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_timer is null)
            _timer = time.CreateTimer(static line => ((DelayLine<T>)line!).Deliver(), this, wait, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

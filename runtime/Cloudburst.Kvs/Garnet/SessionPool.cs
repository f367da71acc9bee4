using System.Collections.Concurrent;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Sessions waiting for their next caller. A call occupies its session only while it runs on the caller's thread, so there are never
/// more sessions than threads; of those that come back, a few are kept.
/// </summary>
internal sealed class SessionPool(GarnetNode node, AccessList access) : IDisposable
{
    private static readonly int KeptSessions = Math.Max(8, Environment.ProcessorCount * 2);

    private readonly ConcurrentQueue<InProcessSession> _idle = new();
    private int _idleCount;
    private int _inUse;
    private volatile bool _closed;

    public InProcessSession Rent()
    {
        // Counted before the check, so that Dispose either sees this caller or is seen by it.
        Interlocked.Increment(ref _inUse);
        if (_closed)
        {
            Interlocked.Decrement(ref _inUse);
            throw KvsException.Closed("The key-value store");
        }

        try
        {
            if (_idle.TryDequeue(out var session))
            {
                Interlocked.Decrement(ref _idleCount);
                return session;
            }

            return new InProcessSession(node, access);
        }
        catch
        {
            Interlocked.Decrement(ref _inUse);
            throw;
        }
    }

    public void Return(InProcessSession session)
    {
        if (session.Broken || _closed)
        {
            session.Dispose();
        }
        else if (Interlocked.Increment(ref _idleCount) <= KeptSessions)
        {
            session.Reset();
            _idle.Enqueue(session);
        }
        else
        {
            Interlocked.Decrement(ref _idleCount);
            session.Dispose();
        }

        Interlocked.Decrement(ref _inUse);
    }

    /// <summary>Refuses new callers, waits for those inside (commands are short), and closes the sessions.</summary>
    public void Dispose()
    {
        _closed = true;
        var deadline = Environment.TickCount64 + 10_000;
        SpinWait wait = default;
        while (Volatile.Read(ref _inUse) > 0 && Environment.TickCount64 < deadline)
            wait.SpinOnce();
        while (_idle.TryDequeue(out var session))
            session.Dispose();
    }
}

using Cloudburst.Protocol;

namespace Cloudburst.Cache.Writes;

/// <summary>Bounds what may wait for the store, by number and by bytes, and knows when nothing does.</summary>
internal sealed class WriteBudget(NodeCacheOptions options)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _empty;
    private int _writes;
    private long _bytes;
    private bool _closed;

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Whether a write may be let in. The bound is not exact: writers that ask at the same moment may all be let in.</summary>
    public ErrorInfo? Refuse(string key, int bytes)
    {
        if (Volatile.Read(ref _closed))
            return CacheErrors.Stopping(options.NodeId);
        var writes = Writes;
        return writes >= options.MaxPendingWrites || (writes > 0 && Interlocked.Read(ref _bytes) + bytes > options.MaxPendingBytes)
            ? CacheErrors.TooManyWrites(key, writes)
            : null;
    }

    /// <summary>Counts one write; the bytes are what it adds to those that wait already.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _writes);
    }

    public void Remove(int writes, long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        if (Interlocked.Add(ref _writes, -writes) > 0 || !Volatile.Read(ref _closed))
            return;
        lock (_gate)
            _empty?.TrySetResult();
    }

    /// <summary>Lets nothing more in and waits until all is written.</summary>
    /// <returns>Whether it was, within the time.</returns>
    public async Task<bool> CloseAsync(TimeSpan patience, TimeProvider time)
    {
        Task empty;
        lock (_gate)
        {
            Volatile.Write(ref _closed, true);
            empty = (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (Writes == 0)
                _empty.TrySetResult();
        }

        try
        {
            await empty.WaitAsync(patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

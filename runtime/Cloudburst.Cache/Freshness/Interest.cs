using System.Collections.Concurrent;
using Cloudburst.Cache.Table;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Freshness;

/// <summary>
/// Tells the update feeds which keys this cache holds. A key may come and go on different threads at once; because one thread at a time
/// sends, and looks only then whether the key is there, the last frame about a key is always the true one.
/// </summary>
internal sealed class Interest(CacheTable table, Action<WatchFrame> send)
{
    private const int KeysPerFrame = 4_096;
    private readonly ConcurrentQueue<string> _changed = new();
    private int _demands;

    /// <summary>Remembers that a key has come or gone. May be called under a gate.</summary>
    public void Changed(string key) => _changed.Enqueue(key);

    /// <summary>Sends what has changed, on this thread unless another one is at it. Call without holding a gate.</summary>
    public void Send()
    {
        if (_changed.IsEmpty || Interlocked.Increment(ref _demands) != 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref _demands);
            while (!_changed.IsEmpty)
                SendFrame();
        }
        while (Interlocked.Add(ref _demands, -seen) > 0);
    }

    private void SendFrame()
    {
        var frame = new WatchFrame();
        for (var i = 0; i < KeysPerFrame && _changed.TryDequeue(out var key); i++)
            (table.Contains(key) ? frame.Watch : frame.Unwatch).Add(key);
        send(frame);
    }
}

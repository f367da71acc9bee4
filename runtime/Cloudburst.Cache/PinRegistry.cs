using Cloudburst.Cache.Table;

namespace Cloudburst.Cache;

/// <summary>Which keys running requests need to stay. Thread-safe.</summary>
internal sealed class PinRegistry(CacheTable table, TimeSpan lifetime, TimeProvider time)
{
    private readonly Dictionary<string, Pins> _requests = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public bool Pin(string requestId, string key)
    {
        lock (_gate)
        {
            if (!table.TryGet(key, out var entry))
                return false;
            if (!_requests.TryGetValue(requestId, out var pins))
                pins = new Pins(time.GetTimestamp());
            if (pins.Entries.Contains(entry))
                return true;
            lock (entry.Gate)
            {
                if (entry.IsRemoved || entry.Value is null)
                    return false;
                entry.Pins++;
            }

            pins.Entries.Add(entry);
            _requests[requestId] = pins;
            return true;
        }
    }

    public void Release(string requestId)
    {
        lock (_gate)
        {
            if (_requests.Remove(requestId, out var pins))
                Release(pins);
        }
    }

    /// <summary>Releases what requests hold whose executor must have died.</summary>
    public void ReleaseAbandoned()
    {
        lock (_gate)
        {
            foreach (var (requestId, pins) in _requests)
            {
                if (time.GetElapsedTime(pins.Since) <= lifetime)
                    continue;
                _requests.Remove(requestId);
                Release(pins);
            }
        }
    }

    private void Release(Pins pins)
    {
        foreach (var entry in pins.Entries)
        {
            lock (entry.Gate)
            {
                entry.Pins--;
                table.RemoveIfIdle(entry);
            }
        }
    }

    private sealed record Pins(long Since)
    {
        public HashSet<CacheEntry> Entries { get; } = [];
    }
}

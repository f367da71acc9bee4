using System.Diagnostics.Metrics;

namespace Cloudburst.Cache;

/// <summary>The cache's instruments, on a meter of their own per node so that several caches in one process stay apart.</summary>
internal sealed class CacheMetrics : IDisposable
{
    public const string MeterName = "Cloudburst.Cache";

    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _pushes;

    public CacheMetrics(string nodeId)
    {
        _meter = new Meter(new MeterOptions(MeterName) { Tags = [new("cloudburst.node", nodeId)] });
        _hits = _meter.CreateCounter<long>("cloudburst.cache.hits", "{key}", "Keys answered from memory");
        _misses = _meter.CreateCounter<long>("cloudburst.cache.misses", "{key}", "Keys that had to be read from the store");
        _evictions = _meter.CreateCounter<long>("cloudburst.cache.evictions", "{key}", "Keys dropped to make room");
        _pushes = _meter.CreateCounter<long>("cloudburst.cache.pushes", "{key}", "New versions that the store pushed");
    }

    public void Observe(Func<long> bytes, Func<long> sharedBytes, Func<long> keys, Func<long> pendingWrites)
    {
        _meter.CreateObservableGauge("cloudburst.cache.shared_size", sharedBytes, "By", "Bytes of the memory that executors read by themselves");
        _meter.CreateObservableGauge("cloudburst.cache.size", bytes, "By", "Bytes of keys and values held");
        _meter.CreateObservableGauge("cloudburst.cache.keys", keys, "{key}", "Keys held");
        _meter.CreateObservableGauge("cloudburst.cache.pending_writes", pendingWrites, "{write}", "Writes that the store does not have yet");
    }

    public void Hit(int keys) => _hits.Add(keys);

    public void Missed(int keys) => _misses.Add(keys);

    public void Evicted() => _evictions.Add(1);

    public void Pushed(int keys) => _pushes.Add(keys);

    public void Dispose() => _meter.Dispose();
}

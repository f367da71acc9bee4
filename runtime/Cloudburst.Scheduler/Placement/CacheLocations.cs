using System.Collections.Concurrent;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Placement;

/// <summary>Which machine caches which key, and how many bytes of it (Cloudburst, VLDB 2020, §4.3). Filled by the caches' reports.</summary>
public sealed class CacheLocations
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, long>> _bytesByNode = new(StringComparer.Ordinal);

    /// <summary>The bytes of a key that a machine's cache holds; 0 when it holds none.</summary>
    public long BytesOn(string nodeId, string key) =>
        _bytesByNode.TryGetValue(nodeId, out var keys) && keys.TryGetValue(key, out var bytes) ? bytes : 0;

    internal void Apply(CacheReport report)
    {
        var keys = _bytesByNode.GetOrAdd(report.NodeId, static _ => new(StringComparer.Ordinal));
        if (report.Complete)
            keys.Clear();
        foreach (var key in report.Removed)
            keys.TryRemove(key, out _);
        foreach (var added in report.Added)
            keys[added.Key] = added.Bytes;
    }

    internal void Forget(string nodeId) => _bytesByNode.TryRemove(nodeId, out _);
}

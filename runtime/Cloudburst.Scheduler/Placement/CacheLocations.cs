using System.Collections.Concurrent;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// Which machine caches which key, and how many bytes of it (Cloudburst, VLDB 2020, §4.3). Filled by the caches' reports. A decision asks for each of its keys where that lies,
/// not each machine for every key: with hundreds of machines that is the difference between one look-up and hundreds.
/// </summary>
/// <remarks>Thread-safe; readers take no lock.</remarks>
internal sealed class CacheLocations(Machines machines)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Holding> _holdings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Copy[]> _copies = new(StringComparer.Ordinal);

    /// <summary>The machines that cache a key, each once.</summary>
    public ReadOnlySpan<Copy> CopiesOf(string key) => _copies.TryGetValue(key, out var copies) ? copies : [];

    /// <summary>Takes a report in.</summary>
    /// <param name="report">What a cache holds, or what has changed.</param>
    /// <param name="link">The link that it came over: a cache that dials again may do so before its old link is found broken.</param>
    public void Apply(CacheReport report, object link)
    {
        lock (_changing)
        {
            if (!_holdings.TryGetValue(report.NodeId, out var holding))
                _holdings[report.NodeId] = holding = new Holding(machines.Enter(report.NodeId));
            holding.Link = link;
            if (report.Complete)
                Clear(holding);
            foreach (var key in report.Removed)
                Remove(holding, key);
            foreach (var added in report.Added)
                Set(holding, added.Key, added.Bytes);
        }
    }

    /// <summary>A link has closed: what its machine reported is gone, unless another link reports for it by now.</summary>
    public void Forget(string nodeId, object link)
    {
        lock (_changing)
        {
            if (!_holdings.TryGetValue(nodeId, out var holding) || holding.Link != link)
                return;
            Clear(holding);
            _holdings.Remove(nodeId);
            machines.Leave(holding.Machine);
        }
    }

    /// <summary>What each cache holds, by machine.</summary>
    public IReadOnlyList<CacheState> Summarize()
    {
        lock (_changing)
        {
            return
            [
                .. _holdings.Select(static holding => new CacheState { NodeId = holding.Key, Keys = holding.Value.Keys.Count, Bytes = holding.Value.Bytes })
                    .OrderBy(static cache => cache.NodeId, StringComparer.Ordinal),
            ];
        }
    }

    private void Clear(Holding holding)
    {
        foreach (var key in holding.Keys.Keys)
            Drop(holding.Machine, key);
        holding.Keys.Clear();
        holding.Bytes = 0;
    }

    private void Remove(Holding holding, string key)
    {
        if (!holding.Keys.Remove(key, out var bytes))
            return;
        holding.Bytes -= bytes;
        Drop(holding.Machine, key);
    }

    private void Set(Holding holding, string key, long bytes)
    {
        var isKnown = holding.Keys.TryGetValue(key, out var before);
        holding.Keys[key] = bytes;
        holding.Bytes += bytes - before;
        var copies = isKnown ? Others(key, holding.Machine) : CopiesOf(key);
        _copies[key] = [.. copies, new Copy(holding.Machine, bytes)];
    }

    private void Drop(Machine machine, string key)
    {
        var others = Others(key, machine);
        if (others.Length > 0)
            _copies[key] = others;
        else
            _copies.TryRemove(key, out _);
    }

    private Copy[] Others(string key, Machine machine) => Array.FindAll(_copies.GetValueOrDefault(key, []), copy => copy.Machine != machine);

    /// <summary>A key's copy in the cache of a machine.</summary>
    internal readonly record struct Copy(Machine Machine, long Bytes);

    private sealed class Holding(Machine machine)
    {
        public Machine Machine { get; } = machine;

        public object? Link { get; set; }

        /// <summary>The keys with their bytes.</summary>
        public Dictionary<string, long> Keys { get; } = new(StringComparer.Ordinal);

        /// <summary>The sum of the bytes.</summary>
        public long Bytes { get; set; }
    }
}

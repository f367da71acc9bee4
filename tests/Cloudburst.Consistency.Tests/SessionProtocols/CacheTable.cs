namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>What a cache holds.</summary>
internal sealed class CacheTable
{
    private readonly SortedDictionary<string, CacheEntry> _entries = new(StringComparer.Ordinal);

    public long Arrivals { get; private set; }

    public IEnumerable<CacheEntry> Entries => _entries.Values;

    public IReadOnlyCollection<string> Keys => _entries.Keys;

    public CacheEntry? Find(string key) => _entries.GetValueOrDefault(key);

    public bool TryAdd(string key) => _entries.TryAdd(key, new CacheEntry());

    public void Remove(string key) => _entries.Remove(key);

    /// <summary>Takes a whole value: the store's.</summary>
    public void Merge(string key, ReadOnlyMemory<byte> capsule)
    {
        if (Find(key) is not { } entry || capsule.IsEmpty)
            return;
        var merged = Capsules.Join(entry.Value ?? entry.Written, capsule);
        if (entry.Value is { } held && merged.Span.SequenceEqual(held.Span))
            return;
        (entry.Value, entry.Written, entry.Arrival) = (merged, default, ++Arrivals);
    }

    /// <summary>Takes what was written here: a part of a value, which says nothing about a key whose value is not known.</summary>
    public void MergeWrite(string key, ReadOnlyMemory<byte> written)
    {
        if (Find(key) is not { } entry)
            return;
        if (entry.Value is not null)
            Merge(key, written);
        else
            entry.Written = Capsules.Join(entry.Written, written);
    }
}

internal sealed class CacheEntry
{
    /// <summary>Null while the value is not known.</summary>
    public ReadOnlyMemory<byte>? Value { get; set; }

    /// <summary>Written here while the value was not known.</summary>
    public ReadOnlyMemory<byte> Written { get; set; }

    public long Arrival { get; set; }

    /// <summary>The state of the feed in which the value was read after the feed had confirmed that it watches the key.</summary>
    public int ExactIn { get; set; }

    public bool IsWatched { get; set; }
}

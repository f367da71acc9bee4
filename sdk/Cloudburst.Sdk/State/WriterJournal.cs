using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>
/// Remembers what this process has added to each counter and set. A replica's entries are cumulative, which is what makes their joins
/// idempotent, so their writer must know its own last one; keeping it here spares a read before every write.
/// </summary>
/// <remarks>
/// Thread-safe. Bounded: when it holds <see cref="Capacity"/> keys it starts again under a new replica id, and what the old id wrote stays in the store.
/// </remarks>
public sealed class WriterJournal
{
    /// <summary>Keys remembered before the journal starts again.</summary>
    public const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly Func<ulong> _newReplica;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private ulong _replica;

    /// <summary>Starts an empty journal.</summary>
    /// <param name="newReplica">Makes replica ids that no other writer uses; random 64-bit numbers by default.</param>
    public WriterJournal(Func<ulong>? newReplica = null)
    {
        _newReplica = newReplica ?? RandomReplica;
        _replica = _newReplica();
    }

    /// <summary>Adds to this process's share of a counter.</summary>
    /// <param name="key">The counter's key.</param>
    /// <param name="delta">What is added.</param>
    /// <param name="epoch">The stamp of the deletion that the writer knows of; an older epoch's share is forgotten.</param>
    internal CounterShare Add(string key, long delta, Stamp epoch = default)
    {
        lock (_gate)
        {
            var entry = EntryOf(key, epoch);
            entry = delta >= 0
                ? entry with { Added = checked(entry.Added + (ulong)delta) }
                : entry with { Removed = checked(entry.Removed + Magnitude(delta)) };
            _entries[key] = entry;
            return new(_replica, entry.Added, entry.Removed, entry.Epoch);
        }
    }

    /// <summary>Takes the next dot for an element of a set.</summary>
    internal SetDot NextDot(string key, Stamp epoch = default)
    {
        lock (_gate)
        {
            var entry = EntryOf(key, epoch);
            entry = entry with { Added = entry.Added + 1 };
            _entries[key] = entry;
            return new(_replica, entry.Added, entry.Epoch);
        }
    }

    private Entry EntryOf(string key, Stamp epoch)
    {
        if (_entries.TryGetValue(key, out var entry))
            return entry.Epoch.CompareTo(epoch) < 0 ? new Entry(0, 0, epoch) : entry;
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
            _replica = _newReplica();
        }
        return new Entry(0, 0, epoch);
    }

    private static ulong Magnitude(long negative) => (ulong)-(negative + 1) + 1;

    private static ulong RandomReplica() => (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) << 33
        ^ (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) << 2
        ^ (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(4);

    private readonly record struct Entry(ulong Added, ulong Removed, Stamp Epoch);
}

/// <summary>All that one replica has added to a counter since the key's last deletion.</summary>
internal readonly record struct CounterShare(ulong Replica, ulong Added, ulong Removed, Stamp Epoch);

/// <summary>The unique name of one addition to a set.</summary>
internal readonly record struct SetDot(ulong Replica, ulong Counter, Stamp Epoch);

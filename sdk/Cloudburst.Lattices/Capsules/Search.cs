namespace Cloudburst.Lattices;

/// <summary>Finds, by binary search, what is sorted by a byte string.</summary>
internal readonly ref struct ByBytes(ReadOnlySpan<byte> key)
    : IComparable<ReadOnlyMemory<byte>>, IComparable<MapEntry>, IComparable<Dependency>, IComparable<SetEntry>
{
    private readonly ReadOnlySpan<byte> _key = key;

    public int CompareTo(ReadOnlyMemory<byte> other) => _key.SequenceCompareTo(other.Span);

    public int CompareTo(MapEntry other) => CompareTo(other.Key);

    public int CompareTo(Dependency other) => CompareTo(other.Key);

    public int CompareTo(SetEntry other) => CompareTo(other.Element);
}

/// <summary>Finds, by binary search, what is sorted by replica, one entry to each.</summary>
internal readonly struct ByReplica(ulong replica) : IComparable<Dot>, IComparable<PnEntry>
{
    public int CompareTo(Dot other) => replica.CompareTo(other.Replica);

    public int CompareTo(PnEntry other) => replica.CompareTo(other.Replica);
}

namespace Cloudburst.Sessions;

/// <summary>What of a session travels: on the edges of a DAG all of it, to a cache what concerns the keys that are read. Immutable.</summary>
/// <param name="Reads">The versions that the session has read or written: R in the paper's algorithms.</param>
/// <param name="Dependencies">The versions that those depend on: D in Algorithm 2.</param>
/// <param name="IsOpen">Whether there may be dependencies beyond these, which nobody had at hand.</param>
public sealed record SessionRecord(IReadOnlyList<VersionEntry> Reads, IReadOnlyList<VersionEntry> Dependencies, bool IsOpen)
{
    /// <summary>The caches whose knowledge the session depends on.</summary>
    public IReadOnlyList<SessionSource> Sources { get; init; } = [];

    /// <summary>What a transaction has written and nobody else sees yet.</summary>
    public IReadOnlyList<WriteEntry> Writes { get; init; } = [];

    /// <summary>How much metadata of a session may travel along an edge, in bytes: that of more than 100,000 keys.</summary>
    public const long MaxMetadataBytes = 8L << 20;

    /// <summary>The bytes of what is known of keys; what a transaction has written is not among them.</summary>
    public long MetadataBytes => Reads.Sum(static entry => entry.Bytes) + Dependencies.Sum(static entry => entry.Bytes);

    /// <summary>A session that has read nothing.</summary>
    public static SessionRecord Empty { get; } = new([], [], IsOpen: false);
}

/// <summary>How much of a cache's knowledge a session depends on.</summary>
/// <param name="Cache">The cache's address.</param>
/// <param name="Arrival">The arrival, in the cache's own count, of the latest value that was read.</param>
public readonly record struct SessionSource(string Cache, long Arrival);

/// <summary>A version of a key that a session knows of.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">A <see cref="VersionToken"/> under repeatable read, an encoded <see cref="Lattices.CausalContext"/> at the causal levels.</param>
/// <param name="Cache">Under repeatable read the address of the cache that keeps a snapshot of it; otherwise empty.</param>
public readonly record struct VersionEntry(string Key, ReadOnlyMemory<byte> Version, string Cache)
{
    internal long Bytes => System.Text.Encoding.UTF8.GetByteCount(Key) + Version.Length + Cache.Length;
}

/// <summary>What a transaction has written to a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Write">The write.</param>
public readonly record struct WriteEntry(string Key, BufferedWrite Write);

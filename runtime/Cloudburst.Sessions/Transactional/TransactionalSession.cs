namespace Cloudburst.Sessions;

/// <summary>
/// A transaction in the making: the versions that it has read, each pinned by a cache as in Algorithm 1, and the writes that it has buffered. Both travel along the edges of
/// the DAG; the sink's cache validates the ones and commits the others (<see cref="CommitProtocol"/>).
/// </summary>
/// <remarks>Unlike under repeatable read, versions that branches have read differently all stay: a transaction that has read two versions of a key can't commit.</remarks>
public sealed class TransactionalSession : Session
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SnapshotVersion[]> _reads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BufferedWrite> _writes = new(StringComparer.Ordinal);

    internal TransactionalSession(IReadOnlyList<SessionRecord> upstream)
        : base(SessionLevel.Transactional)
    {
        foreach (var record in upstream)
        {
            foreach (var read in record.Reads)
                Add(read.Key, new SnapshotVersion(VersionToken.Read(read.Version), read.Cache));
            foreach (var (key, write) in record.Writes)
                _writes[key] = _writes.TryGetValue(key, out var other) ? other.Join(write) : write;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Caches
    {
        get
        {
            lock (_gate)
                return _reads.Values.SelectMany(static versions => versions).Select(static version => version.Cache).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public override SessionRecord ConstraintsFor(IReadOnlyList<string> keys)
    {
        lock (_gate)
            return new SessionRecord([.. keys.Where(_reads.ContainsKey).SelectMany(EntriesOf)], [], IsOpen: false);
    }

    /// <inheritdoc/>
    public override SessionRecord ToRecord()
    {
        lock (_gate)
        {
            return new SessionRecord([.. _reads.Keys.SelectMany(EntriesOf)], [], IsOpen: false)
            {
                Writes = [.. _writes.Select(static write => new WriteEntry(write.Key, write.Value))],
            };
        }
    }

    /// <summary>Takes note of the version that a cache has given, and pinned.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">Its version.</param>
    /// <param name="cache">The address of the cache that holds the snapshot.</param>
    public void Observe(string key, VersionToken version, string cache)
    {
        lock (_gate)
            Add(key, new SnapshotVersion(version, cache));
    }

    /// <summary>What the transaction itself has written to a key; null when nothing.</summary>
    public BufferedWrite? WriteOf(string key)
    {
        lock (_gate)
            return _writes.GetValueOrDefault(key);
    }

    /// <summary>Buffers a write.</summary>
    /// <param name="key">The key.</param>
    /// <param name="next">Makes it of the transaction's earlier write of the key, which may be null; null when they don't fit.</param>
    /// <returns>Whether they fit.</returns>
    public bool Write(string key, Func<BufferedWrite?, BufferedWrite?> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_gate)
        {
            if (next(_writes.GetValueOrDefault(key)) is not { } write)
                return false;
            _writes[key] = write;
            return true;
        }
    }

    private void Add(string key, SnapshotVersion version)
    {
        if (!_reads.TryGetValue(key, out var known))
            _reads[key] = [version];
        else if (!Array.Exists(known, other => other.Version == version.Version))
            _reads[key] = [.. known, version];
    }

    private IEnumerable<VersionEntry> EntriesOf(string key) =>
        _reads[key].Select(version => new VersionEntry(key, version.Version.Bytes, version.Cache));
}

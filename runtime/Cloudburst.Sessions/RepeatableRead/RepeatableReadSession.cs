namespace Cloudburst.Sessions;

/// <summary>
/// Distributed session repeatable read, Algorithm 1 (Cloudburst (VLDB 2020) §5.3): the first version of a key that any function of the DAG reads is the one that
/// all later functions read, unless the DAG itself writes the key; then they read what it wrote.
/// </summary>
/// <remarks>
/// The paper defines the level for chains. Where branches meet that have read different versions of a key, the version of the session is their lattice join: of a
/// register the newer one, of a counter the one with the increments of both. Until a function reads it, the session carries both.
/// </remarks>
public sealed class RepeatableReadSession : Session
{
    private readonly Lock _gate = new();

    // R: for most keys one version, for a key that branches have read differently the versions that are to be joined.
    private readonly Dictionary<string, SnapshotVersion[]> _reads = new(StringComparer.Ordinal);

    internal RepeatableReadSession(IReadOnlyList<SessionRecord> upstream)
        : base(SessionLevel.RepeatableRead)
    {
        foreach (var record in upstream)
        {
            // The versions of one key in one record belong together; those of another record are another branch's.
            foreach (var key in record.Reads.GroupBy(static read => read.Key, StringComparer.Ordinal))
                _reads[key.Key] = Join(_reads.GetValueOrDefault(key.Key, []), [.. key.Select(static read => new SnapshotVersion(VersionToken.Read(read.Version), read.Cache))]);
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
            return Record(keys.Where(_reads.ContainsKey));
    }

    /// <inheritdoc/>
    public override SessionRecord ToRecord()
    {
        lock (_gate)
            return Record(_reads.Keys);
    }

    /// <summary>Takes note of the version that a cache has pinned for the session: what was read, or what came of a write.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">Its version.</param>
    /// <param name="cache">The address of the cache that holds the snapshot.</param>
    public void Observe(string key, VersionToken version, string cache)
    {
        lock (_gate)
            _reads[key] = [new SnapshotVersion(version, cache)];
    }

    private SessionRecord Record(IEnumerable<string> keys) =>
        new([.. keys.SelectMany(key => _reads[key].Select(version => new VersionEntry(key, version.Version.Bytes, version.Cache)))], [], IsOpen: false);

    private static SnapshotVersion[] Join(SnapshotVersion[] left, SnapshotVersion[] right)
    {
        SnapshotVersion[] all = [.. left, .. right.Where(version => !Array.Exists(left, other => other.Version == version.Version))];
        return [.. all.Where(version => !Array.Exists(all, other => version.Version.IsSupersededBy(other.Version)))];
    }
}

/// <summary>A version of a key, and the cache that keeps a snapshot of it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Cache">The cache's address.</param>
public readonly record struct SnapshotVersion(VersionToken Version, string Cache);

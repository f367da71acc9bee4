namespace Cloudburst.Sessions;

/// <summary>
/// The versions that a cache keeps for running sessions, so that it can give them to caches downstream although it has newer ones by now (Cloudburst (VLDB 2020)
/// §5.3). Keyed by request and attempt, not by client: requests of one client don't share or release each other's snapshots.
/// </summary>
/// <remarks>Not thread-safe: the caller holds a lock, or is single-threaded.</remarks>
public sealed class SnapshotStore
{
    private readonly Dictionary<string, SessionSnapshots> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many sessions hold snapshots.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>The bytes of all snapshots, those of a value that the cache holds anyway included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps a version for a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="capsule">The whole value, empty when the key is absent, a tombstone when the session has deleted it; must not change.</param>
    /// <param name="now">The time, on the caller's monotonic clock.</param>
    /// <returns>The version.</returns>
    public VersionToken Pin(string session, string key, ReadOnlyMemory<byte> capsule, TimeSpan now)
    {
        if (!_sessions.TryGetValue(session, out var snapshots))
            _sessions[session] = snapshots = new SessionSnapshots();
        snapshots.LastUsed = now;
        var token = VersionToken.OfSnapshot(capsule.Span);
        if (!snapshots.Versions.TryGetValue(key, out var versions))
            snapshots.Versions[key] = versions = [];
        if (versions.TrueForAll(version => version.Token != token))
        {
            versions.Add((token, capsule));
            Bytes += capsule.Length;
        }

        return token;
    }

    /// <summary>Finds a version that is kept for a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="version">Which of its versions.</param>
    /// <param name="capsule">The value, empty when the key was absent.</param>
    public bool TryFind(string session, string key, VersionToken version, out ReadOnlyMemory<byte> capsule)
    {
        capsule = default;
        if (!_sessions.TryGetValue(session, out var snapshots) || !snapshots.Versions.TryGetValue(key, out var versions))
            return false;
        var index = versions.FindIndex(kept => kept.Token == version);
        if (index < 0)
            return false;
        capsule = versions[index].Capsule;
        return true;
    }

    /// <summary>
    /// The first version that any function of the session has read here; for a function of a parallel branch that reads the key for the first time itself, so
    /// that branches on one machine agree.
    /// </summary>
    public bool TryFindFirst(string session, string key, out ReadOnlyMemory<byte> capsule)
    {
        capsule = default;
        if (!_sessions.TryGetValue(session, out var snapshots) || !snapshots.Versions.TryGetValue(key, out var versions))
            return false;
        capsule = versions[0].Capsule;
        return true;
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Release(string session)
    {
        if (_sessions.Remove(session, out var snapshots))
            Bytes -= snapshots.Versions.Values.Sum(static versions => versions.Sum(static version => (long)version.Capsule.Length));
    }

    /// <summary>Forgets the sessions of which nothing was heard for long: whoever would have released them has died.</summary>
    /// <param name="olderThan">Sessions last used before this are forgotten.</param>
    /// <returns>How many.</returns>
    public int ReleaseAbandoned(TimeSpan olderThan)
    {
        var abandoned = _sessions.Where(session => session.Value.LastUsed < olderThan).Select(static session => session.Key).ToList();
        abandoned.ForEach(Release);
        return abandoned.Count;
    }

    private sealed class SessionSnapshots
    {
        public TimeSpan LastUsed { get; set; }

        public Dictionary<string, List<(VersionToken Token, ReadOnlyMemory<byte> Capsule)>> Versions { get; } = new(StringComparer.Ordinal);
    }
}

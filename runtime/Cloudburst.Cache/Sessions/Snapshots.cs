using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Sessions;

/// <summary>The versions pinned by running sessions, within the cache's bound of bytes: they displace what is not pinned, never each other. Thread-safe.</summary>
internal sealed class Snapshots(CacheTable table, NodeCacheOptions options, TimeProvider time)
{
    private readonly SnapshotStore _store = new();
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();

    public int Sessions
    {
        get
        {
            lock (_gate)
                return _store.Sessions;
        }
    }

    public bool TryFind(string session, string key, VersionToken version, out ByteString capsule)
    {
        lock (_gate)
        {
            var found = _store.TryFind(session, key, version, out var bytes);
            capsule = UnsafeByteOperations.UnsafeWrap(bytes);
            return found;
        }
    }

    public bool TryFindFirst(string session, string key, out ByteString capsule)
    {
        lock (_gate)
        {
            var found = _store.TryFindFirst(session, key, out var bytes);
            capsule = UnsafeByteOperations.UnsafeWrap(bytes);
            return found;
        }
    }

    /// <summary>Keeps a version.</summary>
    /// <returns>The version, or an error when there is no room for it.</returns>
    public (VersionToken Version, ErrorInfo? Error) Pin(string session, string key, ByteString capsule)
    {
        lock (_gate)
        {
            // What the session holds already takes no more room.
            if (_store.Bytes + capsule.Length > options.MemoryBytes && !_store.TryFind(session, key, VersionToken.OfSnapshot(capsule.Span), out _))
                return (default, CacheErrors.NoRoomToPin(key, capsule.Length, _store.Bytes, options.MemoryBytes));
            var before = _store.Bytes;
            var version = _store.Pin(session, key, capsule.Memory, time.GetElapsedTime(_started));
            table.Reserve(_store.Bytes - before);
            return (version, null);
        }
    }

    public void Release(string session)
    {
        lock (_gate)
        {
            var before = _store.Bytes;
            _store.Release(session);
            table.Reserve(_store.Bytes - before);
        }
    }

    /// <summary>Releases what nobody will release any more.</summary>
    public void ReleaseAbandoned()
    {
        lock (_gate)
        {
            var before = _store.Bytes;
            _store.ReleaseAbandoned(time.GetElapsedTime(_started) - options.PinLifetime);
            table.Reserve(_store.Bytes - before);
        }
    }
}

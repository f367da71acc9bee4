using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Executor.State;

/// <summary>What one invocation of a traced request has read. Thread-safe: a function may read in parallel.</summary>
internal sealed class ReadCounts
{
    private int _keys;
    private int _fetched;
    private long _bytes;

    /// <summary>Keys that it has read.</summary>
    public int Keys => Volatile.Read(ref _keys);

    /// <summary>Keys that its machine's cache had to fetch for it.</summary>
    public int Fetched => Volatile.Read(ref _fetched);

    /// <summary>The size of what was found under them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds what a read has found.</summary>
    public void Found(IReadOnlyList<ByteString> capsules)
    {
        Interlocked.Add(ref _keys, capsules.Count);
        Interlocked.Add(ref _bytes, capsules.Sum(static capsule => (long)capsule.Length));
    }

    /// <summary>Adds what a cache tells of how it has answered.</summary>
    public void Asked(CacheReadReply reply) => Interlocked.Add(ref _fetched, reply.Fetched);
}

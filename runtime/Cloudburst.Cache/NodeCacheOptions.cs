using Cloudburst.Kvs;
using Cloudburst.Sessions;

namespace Cloudburst.Cache;

/// <summary>Settings of a <see cref="NodeCache"/>. The defaults suit a machine that runs a few executors.</summary>
public sealed record NodeCacheOptions
{
    /// <summary>The name of the machine; executors of one machine share its cache, and schedulers know it by this name.</summary>
    public required string NodeId { get; init; }

    /// <summary>Where other machines' caches reach this one, for the snapshots of sessions. Default: the machine's name, which only a host that links caches by name understands.</summary>
    public string PeerAddress
    {
        get => field ?? NodeId;
        init;
    }

    /// <summary>How much metadata versions at the causal levels carry.</summary>
    public CausalLimits Causal { get; init; } = CausalLimits.Default;

    /// <summary>How long another machine's cache may take to give a snapshot before the request is run again. Default: 2 s.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many bytes of keys and values the cache may hold; beyond it the least recently used are dropped. What may not be dropped
    /// (unwritten, pinned or waited for) can exceed the bound for a while. Default: 512 MB.
    /// </summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Where values are put that the machine's executors read without a call (docs/shared-memory.md): a folder on a file system in memory, such as
    /// <c>/dev/shm</c>. Default: null, values are sent.
    /// </summary>
    public string? SharedMemoryFolder { get; init; }

    /// <summary>
    /// How many bytes such values may take, as a part of <see cref="MemoryBytes"/>; at most half, because a shared value lies in the cache's own memory
    /// too. Default: 0, which means half.
    /// </summary>
    public long SharedMemoryBytes { get; init; }

    /// <summary>The smallest value that is shared, in bytes of its capsule; sending a smaller one costs less. Default: 4,096.</summary>
    public int SharedValueBytes { get; init; } = 4_096;

    /// <summary>How many writes may wait for the store, those merged into one included; beyond it writers are told to come back. Default: 65,536.</summary>
    public int MaxPendingWrites { get; init; } = 65_536;

    /// <summary>How many bytes of writes may wait for the store. One write is always let in. Default: 256 MB.</summary>
    public long MaxPendingBytes { get; init; } = 256L << 20;

    /// <summary>The largest value, in bytes, including what merging makes of it; should equal the store's own limit.</summary>
    public long MaxValueBytes { get; init; } = KvsLimits.DefaultMaxValueBytes;

    /// <summary>How long the store remembers a deletion. Default: one day.</summary>
    public TimeSpan TombstoneRetention { get; init; } = KvsLimits.DefaultTombstoneRetention;

    /// <summary>How long a reader, a writer or a flush waits for the store before it is told that the store is away. Default: 10 s.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stopping cache tries to write what is still pending. Default: 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often cached keys are compared with the store although an update feed is connected, in case a push was lost. Default: 30 s.
    /// </summary>
    public TimeSpan RepairInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a transaction waits for another one that holds a lock and does not get on, before it gives that one up as dead. One that was only slow is run again.
    /// Default: 2 s.
    /// </summary>
    public TimeSpan TransactionLease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often cached keys are compared with the store while there is no update feed: the bound on staleness then. Default: 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many keys one such round compares at most; the next round goes on from there, so a large cache costs the store no more than a
    /// small one. Default: 4,096.
    /// </summary>
    public int KeysPerRound { get; init; } = 4_096;

    /// <summary>How many bytes of values one such round reads at most. Default: 32 MB.</summary>
    public long BytesPerRound { get; init; } = 32L << 20;

    /// <summary>How long keys stay pinned for a request that never releases them, because its executor died. Default: 5 minutes.</summary>
    public TimeSpan PinLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message names all that don't.</exception>
    internal void Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(NodeId)) problems.Add($"{nameof(NodeId)} is empty");
        if (MemoryBytes < 0) problems.Add($"{nameof(MemoryBytes)} is negative");
        if (SharedMemoryBytes < 0 || SharedMemoryBytes > MemoryBytes / 2) problems.Add($"{nameof(SharedMemoryBytes)} is negative or more than half of {nameof(MemoryBytes)}");
        if (SharedValueBytes < 1) problems.Add($"{nameof(SharedValueBytes)} is below 1");
        if (MaxPendingWrites < 1) problems.Add($"{nameof(MaxPendingWrites)} is below 1");
        if (MaxPendingBytes < 1) problems.Add($"{nameof(MaxPendingBytes)} is below 1");
        if (MaxValueBytes < 1) problems.Add($"{nameof(MaxValueBytes)} is below 1");
        if (KeysPerRound < 1) problems.Add($"{nameof(KeysPerRound)} is below 1");
        if (BytesPerRound < 1) problems.Add($"{nameof(BytesPerRound)} is below 1");
        Span<(string Name, TimeSpan Value)> times =
        [
            (nameof(TombstoneRetention), TombstoneRetention), (nameof(StoreTimeout), StoreTimeout), (nameof(DrainTimeout), DrainTimeout),
            (nameof(RepairInterval), RepairInterval), (nameof(PollInterval), PollInterval), (nameof(PinLifetime), PinLifetime),
            (nameof(TransactionLease), TransactionLease), (nameof(PeerTimeout), PeerTimeout),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero) problems.Add($"{name} is not above zero");
        }

        if (problems.Count > 0)
            throw new ArgumentException($"The cache's settings can't be used: {string.Join(", ", problems)}. Correct them, or leave them out for the defaults.");
    }
}

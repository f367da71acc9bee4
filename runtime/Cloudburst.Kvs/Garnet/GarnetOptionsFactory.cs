using System.Globalization;
using System.Net;
using System.Numerics;
using Garnet.server;
using Tsavorite.core;

namespace Cloudburst.Kvs.Garnet;

/// <summary>How often the store tidies up. The defaults are right for a server; tests make everything happen sooner.</summary>
internal sealed record StoreUpkeep
{
    /// <summary>How long the log may get before a checkpoint replaces its beginning.</summary>
    public long LogLimitBytes { get; init; } = 256L << 20;

    /// <summary>How often the log's length is looked at, in seconds.</summary>
    public int LogLimitCheckSeconds { get; init; } = 5;

    /// <summary>The unit in which the value files are given back to the disk.</summary>
    public long SegmentBytes { get; init; } = 32L << 20;

    /// <summary>How often a store without a log looks for dead values, in seconds; with a log, every checkpoint does.</summary>
    public int CompactionSeconds { get; init; } = 15;

    /// <summary>The room on the disk below which writes are refused, in bytes.</summary>
    public long ReserveBytes { get; init; } = 64L << 20;
}

/// <summary>
/// The one place that knows Garnet's settings. Garnet's defaults are a cache's: they forget cold keys without a word. These are a store's,
/// and <see cref="RefuseUnsafe"/> looks once more before every start.
/// </summary>
internal static class GarnetOptionsFactory
{
    private const long PageBytes = 1 << 20;

    public static GarnetServerOptions Create(KvsServerOptions settings, string folder, AccessList access, IPEndPoint? endPoint, StoreUpkeep upkeep)
    {
        var persistent = settings.DataFolder is not null;
        var segmentsInMemory = Math.Max(1, settings.MemoryBytes / upkeep.SegmentBytes);
        var options = new GarnetServerOptions
        {
            EndPoints = [endPoint ?? new IPEndPoint(IPAddress.Loopback, 0)],
            QuietMode = true,
            MaxDatabases = 1,
            DisablePubSub = true,
            AuthSettings = access.Settings,
            // Our commands are registered after the list has been read.
            AclStrictCustomCommands = false,
            TlsOptions = settings.Tls is null ? null : new GarnetTls(settings.Tls),

            LogMemorySize = Bytes(settings.MemoryBytes),
            PageSize = Bytes(PageBytes),
            SegmentSize = Bytes(upkeep.SegmentBytes),
            IndexMemorySize = "4m",
            IndexMaxMemorySize = Bytes(Math.Max(4 << 20, BitOperations.RoundUpToPowerOf2((ulong)settings.MemoryBytes / 4))),
            BufferPoolMemoryBudget = "64m",

            // Without the storage tier, what doesn't fit into memory is dropped. The managed device needs no native library.
            EnableStorageTier = true,
            LogDir = folder,
            CheckpointDir = folder,
            DeviceType = DeviceType.RandomAccess,

            EnableAOF = persistent,
            Recover = persistent,
            FailOnRecoveryError = true,
            AofMemorySize = "32m",
            AofPageSize = "4m",
            AofSegmentSize = "64m",
            AofSizeLimit = persistent ? Bytes(upkeep.LogLimitBytes) : "",
            AofSizeLimitEnforceFrequencySecs = upkeep.LogLimitCheckSeconds,
            WaitForCommit = settings.Durable && endPoint is not null,

            // Compaction moves live values to the end of the log. With a checkpoint on disk that still names the old places, the old files
            // may go only once the next checkpoint names the new ones: so it runs as part of a checkpoint. Without, it runs by itself.
            // By look-up, because the other kind waits for ever for a page when values are written at the same time.
            CompactionType = LogCompactionType.Lookup,
            CompactionMaxSegments = (int)Math.Min(1024, (2 * segmentsInMemory) + 2),
            CompactionFrequencySecs = persistent ? 0 : upkeep.CompactionSeconds,
            CompactionForceDelete = !persistent,
            ExpiredKeyDeletionScanFrequencySecs = 60,

            EnableCluster = settings.Cluster,
            GossipDelay = 1,
            ClusterTimeout = 5,
            // Zero, the default, leaves a replica detached for ever when its primary restarts, while both say that all is well.
            ClusterReplicationReestablishmentTimeout = 2,
            // A replica applies what it gets at once. The default, a reader of its own log, takes the end of the log that the node had before it became a replica for
            // the end of the new one, skips what lies in between, and then neither applies nor commits anything more.
            AofReplayMaxLagBytes = 0,
            ClusterUsername = access.User,
            ClusterPassword = access.Password,

            // A connection whose write waits for the disk holds a thread; the disk's own completions must still find one.
            ThreadPoolMinThreads = settings.Durable && endPoint is not null ? Math.Max(CurrentMinThreads(), 32) : 0,
        };
        RefuseUnsafe(options);
        return options;
    }

    /// <summary>Refuses settings under which the store was seen to lose data or to end the process.</summary>
    public static void RefuseUnsafe(GarnetServerOptions options)
    {
        List<string> mistakes = [];
        if (!options.EnableStorageTier || string.IsNullOrEmpty(options.LogDir))
            mistakes.Add("the storage tier is off, so cold keys would be dropped silently");
        if (options.DeviceType != DeviceType.RandomAccess)
            mistakes.Add($"the device type is {options.DeviceType}, which ends the process where its native library is missing");
        if (options.CompactionType == LogCompactionType.None || options.CompactionMaxSegments < 2)
            mistakes.Add("compaction is off, so the disk would fill with dead values");
        if (options.CompactionType == LogCompactionType.Shift)
            mistakes.Add("compaction by shifting drops live keys");
        if (options.CompactionType == LogCompactionType.Scan)
            mistakes.Add("compaction by scanning gets stuck under load");
        if (options.EnableCluster && options.AofReplayMaxLagBytes != 0)
            mistakes.Add("a replica that had a longer log before would never follow its primary");
        if (options.EnableAOF && string.IsNullOrEmpty(options.AofSizeLimit))
            mistakes.Add("the log has no size limit, so it would grow without bound");
        if (options.EnableAOF && options.CompactionForceDelete)
            mistakes.Add("compaction deletes files that the last checkpoint needs");
        if (options.EnableAOF && !(options.Recover && options.FailOnRecoveryError))
            mistakes.Add("a log is written but would not be recovered, or errors in it would be ignored");
        if (options.WaitForCommit && !options.EnableAOF)
            mistakes.Add("writes wait for a log that is not written");
        if (options.EnableCluster && !options.EnableAOF)
            mistakes.Add("a cluster without a log can't replicate");
        if (options.EnableCluster && options.ClusterReplicationReestablishmentTimeout <= 0)
            mistakes.Add("a replica would stay detached after a restart of its primary");
        if (options.EnableCluster && options.FastAofTruncate)
            mistakes.Add("the log could be truncated before replicas have it");
        if (mistakes.Count > 0)
        {
            throw new KvsException(
                KvsError.UnsafeSettings,
                $"The store would lose data with these settings: {string.Join("; ", mistakes)}. Make server options with GarnetOptionsFactory.Create only.");
        }
    }

    private static int CurrentMinThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }

    private static string Bytes(ulong bytes) => bytes.ToString(CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => Bytes((ulong)bytes);
}

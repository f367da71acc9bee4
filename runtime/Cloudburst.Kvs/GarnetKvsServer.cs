using System.Net;
using System.Net.Sockets;
using Cloudburst.Kvs.Feed;
using Cloudburst.Kvs.Garnet;
using Garnet.server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Kvs;

/// <summary>
/// A storage server in this process: Garnet with our merge commands, reachable over the Redis protocol when an end point is given
/// (<see cref="RedisKeyValueStore"/> is its client), and without a socket through <see cref="Store"/>.
/// </summary>
public sealed class GarnetKvsServer : IAsyncDisposable
{
    private static readonly Lock Starting = new();

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly GarnetNode _node;
    private readonly DataFolder _folder;
    private readonly SessionPool _sessions;
    private readonly ChangeFeed _feed;
    private readonly ChunkCleaner _chunks;
    private readonly DiskGuard _disk;
    private readonly KvsServerOptions _options;
    private int _disposed;

    private GarnetKvsServer(KvsServerOptions options, DataFolder folder, GarnetNode node, SessionPool sessions, ChangeFeed feed, ChunkCleaner chunks, DiskGuard disk, IPEndPoint? endPoint)
    {
        _options = options;
        _folder = folder;
        _node = node;
        _feed = feed;
        _chunks = chunks;
        _disk = disk;
        EndPoint = endPoint;
        _sessions = sessions;
        Store = OpenStore(ownsServer: false);
    }

    /// <summary>Where the server listens, with the port that was chosen; <see langword="null"/> when it has no socket.</summary>
    public IPEndPoint? EndPoint { get; }

    /// <summary>The folder that holds the data.</summary>
    public string DataFolder => _folder.Path;

    /// <summary>Which keys change, from whatever writer.</summary>
    public IChangeFeed Changes => _feed;

    /// <summary>The store without a socket. Disposing it does not stop the server.</summary>
    public EmbeddedKeyValueStore Store { get; }

    /// <summary>Starts a server, recovering what its data folder holds: a few hundred milliseconds, plus about a second for 100 MB.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="loggers">Where the engine's own messages go; <see langword="null"/> for nowhere.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="KvsException">
    /// <see cref="KvsError.UnsafeSettings"/>, <see cref="KvsError.PortInUse"/>, <see cref="KvsError.DataFolderUnusable"/>,
    /// <see cref="KvsError.DataFolderInUse"/> or <see cref="KvsError.IncompatibleData"/>.
    /// </exception>
    public static GarnetKvsServer Start(KvsServerOptions options, ILoggerFactory? loggers = null) =>
        Start(options, new StoreUpkeep(), loggers);

    internal static GarnetKvsServer Start(KvsServerOptions options, StoreUpkeep upkeep, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ServerOptionsCheck.Check(options);
        var endPoint = options.EndPoint is null ? null : PortProbe.Resolve(options.EndPoint);
        var folder = Garnet.DataFolder.Open(options.DataFolder, upkeep);
        GarnetNode? node = null;
        try
        {
            Func<bool>? isReplica = options.Cluster ? () => node?.IsReplica == true : null;
            var feed = new ChangeFeed(options.ChangeFeedCapacity, isReplica: isReplica);
            // The engine fills static tables of command names while it starts, and they do not bear two starts at once.
            lock (Starting)
            {
                var access = AccessList.Create(options, folder.Path);
                // Garnet leaves the factory null-checked in most places only, so it always gets one.
                node = new GarnetNode(
                    GarnetOptionsFactory.Create(options, folder.Path, access, endPoint, upkeep),
                    new GarnetLoggers(loggers ?? NullLoggerFactory.Instance),
                    endPoint is null ? [new SocketlessServer()] : null);
                // Before Start: that is where the log is replayed, through these commands.
                var sessions = new SessionPool(node, access);
                var chunks = new ChunkCleaner(sessions);
                var disk = new DiskGuard(folder.Path, upkeep.ReserveBytes, (loggers ?? NullLoggerFactory.Instance).CreateLogger<GarnetKvsServer>(), isReplica);
                CommandTable.Register(node.Register, sessions, options, feed, chunks, disk);
                node.Start();
                chunks.Start();
                // Without a log the disk is only where what doesn't fit into memory goes.
                if (options.DataFolder is not null)
                    disk.Start();
                return new GarnetKvsServer(options, folder, node, sessions, feed, chunks, disk, endPoint);
            }
        }
        catch (Exception e)
        {
            node?.Stop();
            folder.Dispose();
            throw e switch
            {
                KvsException => e,
                SocketException => PortProbe.InUse(endPoint!, e),
                _ => new KvsException(
                    KvsError.IncompatibleData,
                    $"The store in '{folder.Path}' can't be started ({e.Message}); restore the folder from a copy, or choose an empty one.",
                    e),
            };
        }
    }

    /// <summary>Stops the server: waits for calls that are running, writes what is not yet on disk, and releases port and folder.</summary>
    /// <returns>When everything is released.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _disk.DisposeAsync().ConfigureAwait(false);
        await _chunks.DisposeAsync().ConfigureAwait(false);
        _sessions.Dispose();
        _feed.Close();
        if (_options.DataFolder is not null)
            await CommitAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        _folder.Dispose();
    }

    /// <summary>Whether this node has only some of the cluster's keys.</summary>
    internal bool IsClusterNode => _options.Cluster;

    /// <summary>Whether there is a log that a write can wait for.</summary>
    internal bool HasLog => _options.DataFolder is not null;

    internal EmbeddedKeyValueStore OpenStore(bool ownsServer) => OpenStore(_options.Durable, ownsServer);

    internal EmbeddedKeyValueStore OpenStore(bool waitsForLog, bool ownsServer, int chunkBytes = KvsLimits.ChunkBytes) =>
        new(this, _sessions, _options.MaxValueBytes, waitsForLog, ownsServer, chunkBytes);

    /// <summary>
    /// Hands out the result of a write once the log has it on disk. A write that changed nothing waits as well: what it found may be a
    /// neighbour's that is not on disk yet.
    /// </summary>
    internal async ValueTask<T> AfterCommitAsync<T>(T outcome, CancellationToken cancellationToken)
    {
        try
        {
            await _node.Store.WaitForCommitAsync(cancellationToken).ConfigureAwait(false);
            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw StorageFailed(e);
        }
    }

    /// <summary>The engine waits for its maintenance without bound, so the bound is here.</summary>
    private async Task StopAsync()
    {
        try
        {
            await Task.Run(_node.Stop).WaitAsync(StopTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new KvsException(
                KvsError.NotStopped,
                $"The store in '{_folder.Path}' did not stop within {StopTimeout.TotalSeconds:N0} s. What was acknowledged is in its log; the folder stays locked until this process ends.",
                e);
        }
    }

    private async Task CommitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _node.Store.CommitAOFAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await StopAsync().ConfigureAwait(false);
            _folder.Dispose();
            throw StorageFailed(e);
        }
    }

    private KvsException StorageFailed(Exception e) => new(
        KvsError.OutOfSpace,
        $"The log in '{_folder.Path}' could not be written ({e.Message}); check the free space of that disk.",
        e);
}

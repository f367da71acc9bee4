using System.Runtime.CompilerServices;
using Garnet;
using Garnet.server;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Kvs.Garnet;

/// <summary>Garnet's server, opened just as far as the adapter needs it.</summary>
internal sealed class GarnetNode(GarnetServerOptions options, ILoggerFactory loggers, IGarnetServer[]? listeners)
    : GarnetServer(options, loggers, listeners)
{
    private int _disposed;

    /// <summary>The listener that in-process sessions are made by.</summary>
    public IGarnetServer Sessions => storeWrapper.Servers[0];

    /// <summary>Where the log begins. It moves when compaction has moved the values that lay before it.</summary>
    public long BeginAddress => storeWrapper.store.Log.BeginAddress;

    /// <summary>Whether it only follows a primary of its cluster at the moment.</summary>
    public bool IsReplica => ClusterOf(storeWrapper)?.IsReplica() == true;

    /// <summary>Stops the server. Garnet's own Dispose throws when it is called a second time.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Dispose();
    }

    /// <summary>The engine has no public way to ask a node in the same process for its role.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "clusterProvider")]
    private static extern ref IClusterProvider? ClusterOf(StoreWrapper store);
}

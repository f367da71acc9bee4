using System.Diagnostics;
using System.Globalization;
using Cloudburst.Kvs.Garnet;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// Our own server: it says itself whether it logs first. It has no <c>WAIT</c>, so replicas are asked how far they have got, until that is as far as
/// the primary was after the write.
/// </summary>
internal sealed class GarnetTraits(int replicas, TimeSpan timeout) : IServerTraits
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public string HowToLog => "Start it with a data folder and Durable, or choose another durability";

    public string HowToReplicate => "Run the store as a cluster, or choose another durability";

    public async Task<string?> WhyNotLoggedAsync(IServer server)
    {
        var promise = (string?)await server.ExecuteAsync(TraitsCommand.Name, [], CommandFlags.NoRedirect).ConfigureAwait(false);
        return promise == TraitsCommand.Logged ? null : "answers before its log is on disk";
    }

    /// <summary>The nodes of a cluster always log, so one that is restarted brings its data back.</summary>
    public Task<string?> WhyNotReplicatedAsync(IServer server) =>
        Task.FromResult(server.ServerType == ServerType.Cluster ? null : "has no replica");

    public async Task ReplicatedAsync(IServer server)
    {
        var started = Stopwatch.GetTimestamp();
        var written = await PositionAsync(server).ConfigureAwait(false);
        if (written.Role != "master")
            throw KvsException.NotReplicated($"{server.EndPoint}", "it is not the primary any more");
        var (asked, confirmed) = (0, 0);
        do
        {
            var followers = await FollowersAsync(server).ConfigureAwait(false);
            var positions = await Task.WhenAll(followers.Select(TryPositionAsync)).ConfigureAwait(false);
            asked = positions.Length;
            // Offsets of different histories can't be compared.
            confirmed = positions.Count(position => position.Role == "slave" && position.History == written.History && position.Offset >= written.Offset);
            if (confirmed >= replicas)
                return;
            await Task.Delay(Pause).ConfigureAwait(false);
        }
        while (Stopwatch.GetElapsedTime(started) < timeout);

        throw KvsException.NotReplicated($"{server.EndPoint}", $"{confirmed} of {replicas} confirmed within {timeout.TotalSeconds:0.#} s, {asked} attached");
    }

    private static async Task<IEnumerable<IServer>> FollowersAsync(IServer primary)
    {
        var nodes = await primary.ClusterNodesAsync().ConfigureAwait(false);
        var self = nodes?.Nodes.FirstOrDefault(node => node.IsMyself);
        return nodes is null || self is null
            ? []
            : [.. nodes.Nodes
                .Where(node => node.IsReplica && node.ParentNodeId == self.NodeId && node.EndPoint is not null)
                .Select(node => primary.Multiplexer.GetServer(node.EndPoint!))
                .Where(server => server.IsConnected)];
    }

    private static async Task<(string Role, string History, long Offset)> TryPositionAsync(IServer replica)
    {
        try
        {
            return await PositionAsync(replica).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // It confirms nothing.
            return ("", "", -1);
        }
    }

    private static async Task<(string Role, string History, long Offset)> PositionAsync(IServer server)
    {
        var lines = (await server.InfoAsync("replication").ConfigureAwait(false)).SelectMany(section => section).ToLookup(line => line.Key, line => line.Value);
        return (
            lines["role"].FirstOrDefault() ?? "",
            lines["master_replid"].FirstOrDefault() ?? "",
            long.TryParse(lines["master_repl_offset"].FirstOrDefault(), CultureInfo.InvariantCulture, out var offset) ? offset : -1);
    }
}

using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>Redis and Valkey: an append-only file that may be written before the answer, and <c>WAIT</c>.</summary>
internal sealed class RedisTraits(int replicas, TimeSpan timeout) : IServerTraits
{
    public string HowToLog => "Start it with 'appendonly yes' and 'appendfsync always', or choose another durability";

    public async Task<string?> WhyNotLoggedAsync(IServer server)
    {
        try
        {
            var log = await SettingAsync(server, "appendonly").ConfigureAwait(false);
            if (log != "yes")
                return "keeps no log";
            var sync = await SettingAsync(server, "appendfsync").ConfigureAwait(false);
            return sync == "always" ? null : $"answers before its log is on disk (appendfsync {sync})";
        }
        catch (RedisServerException e)
        {
            return $"does not say whether it logs ({e.Message})";
        }
    }

    public string HowToReplicate => "Start it with 'appendonly yes', or choose another durability";

    /// <summary>A primary that comes back empty before a replica has taken over makes its replicas empty, too.</summary>
    public async Task<string?> WhyNotReplicatedAsync(IServer server)
    {
        try
        {
            return await SettingAsync(server, "appendonly").ConfigureAwait(false) == "yes"
                ? null
                : "keeps no log, so when it is restarted it comes back empty, and its replicas would copy that";
        }
        catch (RedisServerException e)
        {
            return $"does not say whether it logs ({e.Message})";
        }
    }

    public async Task ReplicatedAsync(IServer server)
    {
        var confirmed = (int)await server
            .ExecuteAsync("WAIT", [replicas, (long)timeout.TotalMilliseconds], CommandFlags.NoRedirect).ConfigureAwait(false);
        if (confirmed >= replicas)
            return;
        var attached = await AttachedReplicasAsync(server).ConfigureAwait(false);
        if (attached == 0 && server.ServerType != ServerType.Cluster)
        {
            throw KvsException.DurabilityUnavailable(
                WriteDurability.Replicated, $"the server at {server.EndPoint} has no replica", "Attach one, or choose another durability");
        }

        throw KvsException.NotReplicated(
            $"{server.EndPoint}", $"{confirmed} of {replicas} confirmed within {timeout.TotalSeconds:0.#} s, {attached} attached");
    }

    private static async Task<string?> SettingAsync(IServer server, string name) =>
        ((string?[]?)await server.ExecuteAsync("CONFIG", ["GET", name], CommandFlags.NoRedirect).ConfigureAwait(false)) is [_, var value] ? value : null;

    private static async Task<int> AttachedReplicasAsync(IServer server)
    {
        var sections = await server.InfoAsync("replication").ConfigureAwait(false);
        var count = sections.SelectMany(section => section).FirstOrDefault(line => line.Key == "connected_slaves").Value;
        return int.TryParse(count, out var attached) ? attached : 0;
    }
}

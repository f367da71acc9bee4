using Cloudburst.Kvs.Garnet;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>Our own server: it says itself whether it logs first.</summary>
internal sealed class GarnetTraits : IServerTraits
{
    public string HowToLog => "Start it with a data folder and Durable, or choose another durability";

    public async Task<string?> WhyNotLoggedAsync(IServer server)
    {
        var promise = (string?)await server.ExecuteAsync(TraitsCommand.Name, [], CommandFlags.NoRedirect).ConfigureAwait(false);
        return promise == TraitsCommand.Logged ? null : "answers before its log is on disk";
    }

    public string HowToReplicate => "Run the store as a cluster, or choose another durability";

    public Task<string?> WhyNotReplicatedAsync(IServer server) => Task.FromResult<string?>("has no replica");

    public Task ReplicatedAsync(IServer server) => throw new NotSupportedException("A single node is never asked for its replicas.");
}

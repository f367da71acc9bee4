using Cloudburst.Kvs;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Hosting.Embedded;

/// <summary>
/// Stands between the roles of a system in one process, which otherwise call each other's methods; tests break things with it. Roles are named as in
/// <see cref="EmbeddedCloudburst"/>: <c>client</c>, <c>scheduler</c>, <c>store</c>, a machine's cache by the machine (<c>node-0</c>), and its executors (<c>node-0-executor-0</c>).
/// </summary>
internal interface IEmbeddedNetwork
{
    /// <summary>What <paramref name="from"/> connects with instead.</summary>
    ILinkConnector<TSend, TReceive> Between<TSend, TReceive>(string from, string to, ILinkConnector<TSend, TReceive> connector)
        where TSend : class
        where TReceive : class;

    /// <summary>The store as <paramref name="from"/> reaches it.</summary>
    IKeyValueStore Reach(string from, IKeyValueStore store);
}

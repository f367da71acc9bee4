using System.CommandLine;
using Cloudburst.Hosting;
using Cloudburst.Node;

var root = new RootCommand("Runs one of Cloudburst's own roles. Every option may also be given as an environment variable, Cloudburst__Option.");
root.Subcommands.Add(RoleCommand.Create("kvs", "A storage node: lattices over the Redis protocol, and the feed of their changes.",
    RoleOption.Listen, RoleOption.HealthListen, RoleOption.Id, RoleOption.KvsHost, RoleOption.KvsPort, RoleOption.KvsCluster, RoleOption.DataFolder, RoleOption.MemoryBytes,
    RoleOption.KvsAclFile, RoleOption.KvsCertificateFile, RoleOption.KvsKeyFile, RoleOption.KvsCaFile));
root.Subcommands.Add(RoleCommand.Create("kvs-controller", "Looks after a cluster of storage nodes: forms it, lets replicas take over, attaches nodes that come back.",
    RoleOption.HealthListen, RoleOption.Id, RoleOption.Kvs, RoleOption.KvsReplicas,
    RoleOption.KvsUser, RoleOption.KvsCertificateFile, RoleOption.KvsKeyFile, RoleOption.KvsCaFile));
root.Subcommands.Add(RoleCommand.Create("cache", "The cache of one machine, shared by its executors.",
    RoleOption.Listen, RoleOption.PeerListen, RoleOption.PeerAdvertise, RoleOption.HealthListen, RoleOption.Id, RoleOption.NodeId, RoleOption.Kvs, RoleOption.KvsUpdates, RoleOption.Schedulers, RoleOption.MemoryBytes,
    RoleOption.SharedMemory, RoleOption.SharedMemoryBytes,
    RoleOption.KvsUser, RoleOption.KvsCertificateFile, RoleOption.KvsKeyFile, RoleOption.KvsCaFile));
root.Subcommands.Add(RoleCommand.Create("scheduler", "Places requests on executors.",
    RoleOption.Listen, RoleOption.HealthListen, RoleOption.Id, RoleOption.Kvs, RoleOption.Consistency, RoleOption.Placement, RoleOption.MaxAttempts, RoleOption.LeaseDuration,
    RoleOption.KvsUser, RoleOption.KvsCertificateFile, RoleOption.KvsKeyFile, RoleOption.KvsCaFile));
try
{
    return await root.Parse(args).InvokeAsync();
}
catch (CloudburstConfigurationException error)
{
    await Console.Error.WriteLineAsync($"error: {error.Message}");
    return 1;
}

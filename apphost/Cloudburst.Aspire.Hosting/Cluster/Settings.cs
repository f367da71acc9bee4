namespace Cloudburst.Aspire.Cluster;

/// <summary>The configuration keys of the roles, as environment variables.</summary>
internal static class Settings
{
    public const string Role = "Cloudburst__Role";
    public const string Id = "Cloudburst__Id";
    public const string NodeId = "Cloudburst__NodeId";
    public const string Listen = "Cloudburst__Listen";
    public const string PeerListen = "Cloudburst__PeerListen";
    public const string HealthListen = "Cloudburst__HealthListen";
    public const string AllowKill = "Cloudburst__AllowKill";
    public const string Cache = "Cloudburst__Cache";
    public const string Schedulers = "Cloudburst__Schedulers";
    public const string Kvs = "Cloudburst__Kvs";
    public const string KvsUpdates = "Cloudburst__KvsUpdates";
    public const string KvsCluster = "Cloudburst__KvsCluster";
    public const string KvsReplicas = "Cloudburst__KvsReplicas";
    public const string KvsPort = "Cloudburst__KvsPort";
    public const string KvsPassword = "Cloudburst__KvsPassword";
    public const string DataFolder = "Cloudburst__DataFolder";
    public const string CallTimeout = "Cloudburst__CallTimeout";
    public const string Debugging = "Cloudburst__Debugging";
    public const string MemoryBytes = "Cloudburst__MemoryBytes";
    public const string SharedMemory = "Cloudburst__SharedMemory";
    public const string KvsHost = "Cloudburst__KvsHost";
}

using Cloudburst.Aspire.Cluster;
using k8s;
using k8s.Models;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>
/// The nodes of one functions project: a pod is the paper's virtual machine, one cache and its executors, which share a folder in memory: for the
/// cache's socket, and for the values that executors read there. Pods keep their names, so that a restarted node is known as the one it was.
/// </summary>
internal static class FunctionsManifest
{
    private const string Sockets = "sockets";

    public static string Component(FunctionsPlan functions) => "node-" + functions.Name;

    public static IEnumerable<IKubernetesObject> Objects(ClusterPlan plan, FunctionsPlan functions)
    {
        var name = Names.Functions(plan, functions);
        var component = Component(functions);
        yield return Parts.Headless(
            plan, name, component,
            [.. Enumerable.Range(0, functions.ExecutorsPerNode).Select(executor => Parts.ServicePort($"grpc-{executor}", Names.ExecutorGrpcPort(executor), "kubernetes.io/h2c"))]);
        yield return new V1StatefulSet
        {
            ApiVersion = "apps/v1",
            Kind = "StatefulSet",
            Metadata = Parts.Meta(plan, name, component),
            Spec = new V1StatefulSetSpec
            {
                ServiceName = name,
                Replicas = functions.Nodes,
                PodManagementPolicy = "Parallel",
                Selector = new V1LabelSelector { MatchLabels = Parts.Selector(plan, component) },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Parts.Labels(plan, component) },
                    Spec = Parts.Pod(plan, Containers(plan, functions), [SocketVolume(plan)]),
                },
            },
        };
    }

    private static List<V1Container> Containers(ClusterPlan plan, FunctionsPlan functions)
        => [Cache(plan), .. Enumerable.Range(0, functions.ExecutorsPerNode).Select(executor => Executor(plan, functions, executor))];

    private static V1Container Cache(ClusterPlan plan)
    {
        var container = Parts.Container(plan, "cache", plan.Options.NodeImage, plan.Options.Cache);
        container.Args = ["cache"];
        container.Ports =
        [
            new V1ContainerPort { Name = "peers", ContainerPort = Names.GrpcPort },
            new V1ContainerPort { Name = "health", ContainerPort = Names.HealthPort },
        ];
        container.Env =
        [
            Parts.FromField("POD_IP", "status.podIP"),
            Parts.FromField(Settings.NodeId, "metadata.name"),
            Parts.Variable(Settings.Id, $"$({Settings.NodeId})-cache"),
            Parts.Variable(Settings.Listen, CacheSocket),
            Parts.Variable(Settings.PeerListen, $"http://$(POD_IP):{Names.GrpcPort}"),
            Parts.Variable(Settings.HealthListen, $"http://$(POD_IP):{Names.HealthPort}"),
            Parts.Variable(Settings.Kvs, Names.KvsAddress(plan)),
            Parts.Variable(Settings.KvsUpdates, Names.KvsUpdateAddress(plan)),
            Parts.Variable(Settings.Schedulers, Names.SchedulerAddresses(plan)),
            Parts.MemoryBytes(plan.Options.Cache),
            // A container's own /dev/shm is nobody else's.
            Parts.Variable(Settings.SharedMemory, Names.SocketFolder),
            Parts.KvsPassword(plan),
        ];
        container.VolumeMounts = [SocketMount()];
        return container.WithProbes("health");
    }

    private static V1Container Executor(ClusterPlan plan, FunctionsPlan functions, int index)
    {
        var container = Parts.Container(plan, $"executor-{index}", functions.Image, plan.Options.Executor);
        container.Ports =
        [
            new V1ContainerPort { Name = $"grpc-{index}", ContainerPort = Names.ExecutorGrpcPort(index) },
            new V1ContainerPort { Name = $"health-{index}", ContainerPort = Names.ExecutorHealthPort(index) },
        ];
        container.Env =
        [
            Parts.FromField("POD_IP", "status.podIP"),
            Parts.Variable(Settings.Role, "executor"),
            Parts.FromField(Settings.NodeId, "metadata.name"),
            Parts.Variable(Settings.Id, $"$({Settings.NodeId})-executor-{index}"),
            Parts.Variable(Settings.Listen, $"http://$(POD_IP):{Names.ExecutorGrpcPort(index)}"),
            Parts.Variable(Settings.HealthListen, $"http://$(POD_IP):{Names.ExecutorHealthPort(index)}"),
            Parts.Variable(Settings.Cache, CacheSocket),
            Parts.Variable(Settings.Schedulers, Names.SchedulerAddresses(plan)),
            .. functions.Variables.Select(variable => variable.Value is { } value
                ? Parts.Literal(variable.Name, value)
                : Parts.FromSecret(variable.Name, Names.FunctionsSecret(plan, functions), variable.Name)),
        ];
        container.VolumeMounts = [SocketMount()];
        return container.WithProbes($"health-{index}");
    }

    private static string CacheSocket => $"unix:{Names.SocketFolder}/cache.sock";

    private static V1VolumeMount SocketMount() => new() { Name = Sockets, MountPath = Names.SocketFolder };

    private static V1Volume SocketVolume(ClusterPlan plan) => new()
    {
        Name = Sockets,
        // What lies there counts as the cache's memory, which bounds it too.
        EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = new ResourceQuantity(plan.Options.Cache.Memory) },
    };
}

using Cloudburst.Aspire.Cluster;
using k8s;
using k8s.Models;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>The KVS: a StatefulSet of one pod with its volume, and the headless service that names them.</summary>
internal static class KvsManifest
{
    public const string Component = "kvs";

    public static IEnumerable<IKubernetesObject> Objects(ClusterPlan plan)
    {
        yield return Parts.Headless(
            plan, Names.Kvs(plan), Component,
            Parts.ServicePort("resp", Names.RespPort),
            Parts.ServicePort("grpc", Names.GrpcPort, "kubernetes.io/h2c"));
        yield return StatefulSet(plan);
    }

    private static V1StatefulSet StatefulSet(ClusterPlan plan) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "StatefulSet",
        Metadata = Parts.Meta(plan, Names.Kvs(plan), Component),
        Spec = new V1StatefulSetSpec
        {
            ServiceName = Names.Kvs(plan),
            Replicas = 1,
            PodManagementPolicy = "Parallel",
            Selector = new V1LabelSelector { MatchLabels = Parts.Selector(plan, Component) },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Parts.Labels(plan, Component) },
                Spec = Parts.Pod(plan, [Container(plan)]),
            },
            VolumeClaimTemplates = [Claim(plan)],
        },
    };

    private static V1Container Container(ClusterPlan plan)
    {
        var container = Parts.Container(plan, Component, plan.Options.NodeImage, plan.Options.Kvs);
        container.Args = ["kvs"];
        container.Ports =
        [
            new V1ContainerPort { Name = "resp", ContainerPort = Names.RespPort },
            new V1ContainerPort { Name = "grpc", ContainerPort = Names.GrpcPort },
            new V1ContainerPort { Name = "health", ContainerPort = Names.HealthPort },
        ];
        container.Env =
        [
            Parts.FromField("POD_IP", "status.podIP"),
            Parts.FromField(Settings.Id, "metadata.name"),
            Parts.Variable(Settings.Listen, $"http://$(POD_IP):{Names.GrpcPort}"),
            Parts.Variable(Settings.HealthListen, $"http://$(POD_IP):{Names.HealthPort}"),
            Parts.Variable(Settings.KvsHost, "$(POD_IP)"),
            Parts.Variable(Settings.KvsPort, $"{Names.RespPort}"),
            Parts.Variable(Settings.DataFolder, Names.DataFolder),
            Parts.MemoryBytes(plan.Options.Kvs),
            Parts.KvsPassword(plan),
        ];
        container.VolumeMounts = [new V1VolumeMount { Name = "data", MountPath = Names.DataFolder }];
        return container.WithProbes("health");
    }

    private static V1PersistentVolumeClaim Claim(ClusterPlan plan) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = new V1ObjectMeta { Name = "data", Labels = Parts.Selector(plan, Component) },
        Spec = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteOnce"],
            StorageClassName = plan.Options.KvsStorageClass,
            Resources = new V1VolumeResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(plan.Options.KvsStorage) },
            },
        },
    };
}

using Cloudburst.Aspire.Cluster;
using k8s;
using k8s.Models;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>
/// The schedulers: a Deployment and a service of its own for each, since caches and executors must reach every one by name, and one
/// service over all of them for clients, who need any one that is ready.
/// </summary>
internal static class SchedulerManifest
{
    public const string Component = "scheduler";
    public const string IndexLabel = "cloudburst/scheduler";

    public static IEnumerable<IKubernetesObject> Objects(ClusterPlan plan)
    {
        yield return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = Parts.Meta(plan, Names.Scheduler(plan), Component),
            Spec = new V1ServiceSpec
            {
                Selector = Parts.Selector(plan, Component),
                Ports = [Parts.ServicePort("grpc", Names.GrpcPort, "kubernetes.io/h2c")],
            },
        };
        for (var index = 0; index < plan.Schedulers; index++)
        {
            yield return OwnService(plan, index);
            yield return Deployment(plan, index);
        }
    }

    private static V1Service OwnService(ClusterPlan plan, int index)
    {
        var service = Parts.Headless(
            plan, Names.Scheduler(plan, index), Component, Parts.ServicePort("grpc", Names.GrpcPort, "kubernetes.io/h2c"));
        service.Spec.Selector[IndexLabel] = $"{index}";
        return service;
    }

    private static V1Deployment Deployment(ClusterPlan plan, int index)
    {
        var selector = Parts.Selector(plan, Component);
        var labels = Parts.Labels(plan, Component);
        selector[IndexLabel] = labels[IndexLabel] = $"{index}";
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = Parts.Meta(plan, Names.Scheduler(plan, index), Component),
            Spec = new V1DeploymentSpec
            {
                Replicas = 1,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = Parts.Pod(plan, [Container(plan)]),
                },
            },
        };
    }

    private static V1Container Container(ClusterPlan plan)
    {
        var container = Parts.Container(plan, Component, plan.Options.NodeImage, plan.Options.Scheduler);
        container.Args = ["scheduler"];
        container.Ports =
        [
            new V1ContainerPort { Name = "grpc", ContainerPort = Names.GrpcPort },
            new V1ContainerPort { Name = "health", ContainerPort = Names.HealthPort },
        ];
        container.Env =
        [
            Parts.FromField("POD_IP", "status.podIP"),
            Parts.FromField(Settings.Id, "metadata.name"),
            Parts.Variable(Settings.Listen, $"http://$(POD_IP):{Names.GrpcPort}"),
            Parts.Variable(Settings.HealthListen, $"http://$(POD_IP):{Names.HealthPort}"),
            Parts.Variable(Settings.Kvs, Names.KvsAddress(plan)),
            Parts.KvsPassword(plan),
        ];
        return container.WithProbes("health");
    }
}

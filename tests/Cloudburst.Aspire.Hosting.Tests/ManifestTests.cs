using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Kubernetes;
using Cloudburst.Aspire.Kubernetes.Manifests;
using k8s;
using k8s.Models;

namespace Cloudburst.Aspire.Tests;

public sealed class ManifestTests
{
    private static readonly ClusterPlan Plan = new(
        "cb",
        Schedulers: 2,
        [
            new FunctionsPlan("shop", "registry.example/shop:7", Nodes: 2, ExecutorsPerNode: 2,
            [
                new ExtraVariable("ConnectionStrings__orders", null, "orders.connectionString"),
                new ExtraVariable("GREETING", "costs $(NOTHING)", "GREETING"),
            ]),
            new FunctionsPlan("images", "images:latest", Nodes: 1, ExecutorsPerNode: 1, []),
        ],
        new CloudburstKubernetesOptions { Namespace = "shop", NodeImage = "registry.example/cloudburst-node:7" });

    [Fact]
    public void Manifests_are_as_reviewed()
    {
        var files = ClusterManifests.Of(Plan);

        Assert.Equal(["00-namespace.yaml", "20-kvs.yaml", "30-scheduler.yaml", "40-shop.yaml", "40-images.yaml"], files.Select(file => file.Name));
        Assert.All(files, file => Golden.Matches(file.ToYaml(), file.Name));
        Golden.Matches(Readme.Of(Plan), "README.txt");
    }

    [Fact]
    public void Smallest_cluster_is_as_reviewed()
    {
        var plan = new ClusterPlan("cb", 1, [new FunctionsPlan("shop", "shop:latest", 1, 1, [])], new CloudburstKubernetesOptions { NodeImage = "cloudburst-node:7" });

        Golden.Matches(string.Concat(ClusterManifests.Of(plan).Select(file => "---\n" + file.ToYaml())), "smallest.yaml");
    }

    [Fact]
    public void Selectors_match_exactly_the_pods_they_mean()
    {
        var objects = Parsed();
        var pods = objects.OfType<V1StatefulSet>().Select(set => (set.Metadata.Name, set.Spec.Selector, set.Spec.Template))
            .Concat(objects.OfType<V1Deployment>().Select(deployment => (deployment.Metadata.Name, deployment.Spec.Selector, deployment.Spec.Template)))
            .ToList();

        Assert.Equal(5, pods.Count);
        foreach (var (name, selector, _) in pods)
            Assert.Equal([name], pods.Where(pod => IsSelected(pod.Template, selector.MatchLabels)).Select(pod => pod.Name));

        foreach (var service in objects.OfType<V1Service>())
        {
            var selected = pods.Where(pod => IsSelected(pod.Template, service.Spec.Selector)).ToList();
            Assert.Equal(service.Metadata.Name == "cb-scheduler" ? 2 : 1, selected.Count);
            foreach (var port in service.Spec.Ports)
                Assert.All(selected, pod => Assert.Contains(pod.Template.Spec.Containers.SelectMany(container => container.Ports), candidate => candidate.Name == port.TargetPort.Value && candidate.ContainerPort == port.Port));
        }
    }

    [Fact]
    public void StatefulSets_are_named_by_their_headless_services()
    {
        var objects = Parsed();
        foreach (var set in objects.OfType<V1StatefulSet>())
        {
            var service = Assert.Single(objects.OfType<V1Service>(), service => service.Metadata.Name == set.Spec.ServiceName);
            Assert.Equal("None", service.Spec.ClusterIP);
            Assert.True(service.Spec.PublishNotReadyAddresses);
        }
    }

    [Fact]
    public void Containers_of_a_pod_share_no_port_and_mount_only_what_the_pod_has()
    {
        foreach (var (pod, claims) in Pods())
        {
            var ports = pod.Spec.Containers.SelectMany(container => container.Ports).ToList();
            Assert.Equal(ports.Count, ports.Select(port => port.ContainerPort).Distinct().Count());
            Assert.Equal(ports.Count, ports.Select(port => port.Name).Distinct().Count());

            var volumes = (pod.Spec.Volumes ?? []).Select(volume => volume.Name).Concat(claims).ToList();
            var mounts = pod.Spec.Containers.SelectMany(container => container.VolumeMounts ?? []).Select(mount => mount.Name).Distinct();
            Assert.Equal(volumes.Order(), mounts.Order());
        }
    }

    [Fact]
    public void Every_container_is_probed_bounded_and_unprivileged()
    {
        foreach (var container in Pods().SelectMany(pod => pod.Template.Spec.Containers))
        {
            var health = Assert.Single(container.Ports, port => port.Name.StartsWith("health", StringComparison.Ordinal));
            Assert.Equal("/health", container.ReadinessProbe.HttpGet.Path);
            Assert.Equal("/alive", container.LivenessProbe.HttpGet.Path);
            Assert.Equal("/alive", container.StartupProbe.HttpGet.Path);
            Assert.Equal(health.Name, container.ReadinessProbe.HttpGet.Port.Value);
            Assert.Contains("cpu", container.Resources.Requests.Keys);
            Assert.Equal(container.Resources.Requests["memory"].ToString(), container.Resources.Limits["memory"].ToString());
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Contains(container.Env, variable => variable.Name == "Cloudburst__HealthListen" && variable.Value == $"http://$(POD_IP):{health.ContainerPort}");
        }
    }

    [Fact]
    public void Addresses_in_the_environment_are_those_of_services_and_pods()
    {
        var objects = Parsed();
        var services = objects.OfType<V1Service>().ToDictionary(service => service.Metadata.Name);
        var seen = 0;
        foreach (var variable in Pods().SelectMany(pod => pod.Template.Spec.Containers).SelectMany(container => container.Env)
            .Where(variable => variable.Name is "Cloudburst__Kvs" or "Cloudburst__KvsUpdates" or "Cloudburst__Schedulers"))
        {
            foreach (var address in variable.Value.Split(','))
            {
                var uri = new Uri(address.Contains("://", StringComparison.Ordinal) ? address : "tcp://" + address);
                var service = services[uri.Host.Split('.')[^1]];
                Assert.Contains(service.Spec.Ports, port => port.Port == uri.Port);
                seen++;
            }
        }

        Assert.NotEqual(0, seen);
    }

    [Fact]
    public void The_password_comes_from_the_secret_and_never_reaches_an_executor()
    {
        var secret = Assert.IsType<V1Secret>(Assert.Single(KubernetesYaml.LoadAllFromString(ClusterManifests.Secret(Plan, "geheim").ToYaml())));
        Assert.Equal("geheim", secret.StringData["password"]);
        Assert.Equal("shop", secret.Metadata.NamespaceProperty);

        foreach (var container in Pods().SelectMany(pod => pod.Template.Spec.Containers))
        {
            var password = container.Env.SingleOrDefault(variable => variable.Name == "Cloudburst__KvsPassword");
            Assert.Equal(container.Name.StartsWith("executor", StringComparison.Ordinal), password is null);
            if (password is not null)
            {
                Assert.Equal(secret.Metadata.Name, password.ValueFrom.SecretKeyRef.Name);
                Assert.Equal("password", password.ValueFrom.SecretKeyRef.Key);
            }
        }
    }

    [Fact]
    public void Every_object_is_in_the_namespace_and_carries_the_recommended_labels()
    {
        foreach (var item in Parsed().OfType<IMetadata<V1ObjectMeta>>().Where(item => item is not V1Namespace))
        {
            Assert.Equal("shop", item.Metadata.NamespaceProperty);
            Assert.Equal("cloudburst", item.Metadata.Labels["app.kubernetes.io/name"]);
            Assert.Equal("cb", item.Metadata.Labels["app.kubernetes.io/instance"]);
            Assert.Equal("cloudburst", item.Metadata.Labels["app.kubernetes.io/part-of"]);
            Assert.NotEqual("", item.Metadata.Labels["app.kubernetes.io/component"]);
        }
    }

    [Fact]
    public void The_bound_on_values_leaves_room_below_the_memory_limit()
    {
        var kvs = Pods().SelectMany(pod => pod.Template.Spec.Containers).Single(container => container.Name == "kvs");

        Assert.Equal("1288490188", kvs.Env.Single(variable => variable.Name == "Cloudburst__MemoryBytes").Value);
        Assert.Equal("2Gi", kvs.Resources.Limits["memory"].ToString());
    }

    private static List<object> Parsed() => [.. ClusterManifests.Of(Plan).SelectMany(file => KubernetesYaml.LoadAllFromString(file.ToYaml()))];

    private static List<(V1PodTemplateSpec Template, List<string> Claims)> Pods()
    {
        var objects = Parsed();
        return
        [
            .. objects.OfType<V1StatefulSet>().Select(set => (set.Spec.Template, (set.Spec.VolumeClaimTemplates ?? []).Select(claim => claim.Metadata.Name).ToList())),
            .. objects.OfType<V1Deployment>().Select(deployment => (deployment.Spec.Template, new List<string>())),
        ];
    }

    private static bool IsSelected(V1PodTemplateSpec pod, IDictionary<string, string> selector)
        => selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}

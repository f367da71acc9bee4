using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>What the manifests are made from: the shape of the cluster, apart from the app model it was read from.</summary>
internal sealed record ClusterPlan(
    string Name,
    int Schedulers,
    IReadOnlyList<FunctionsPlan> Functions,
    CloudburstKubernetesOptions Options);

/// <summary>One functions project: its nodes become the pods of one StatefulSet.</summary>
internal sealed record FunctionsPlan(
    string Name,
    string Image,
    int Nodes,
    int ExecutorsPerNode,
    IReadOnlyList<ExtraVariable> Variables);

/// <summary>An environment variable that the app host gave to the executors; without a value it comes from a secret that the operator makes.</summary>
internal sealed record ExtraVariable(string Name, string? Value, string Source);

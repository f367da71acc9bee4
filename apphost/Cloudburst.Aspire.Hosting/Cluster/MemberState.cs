using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloudburst.Aspire.Cluster;

/// <summary>What is last known of one member.</summary>
internal sealed record MemberState(string Name, string Role, string? State, HealthStatus? Health)
{
    public bool IsHealthy => State == ClusterState.Running && Health == HealthStatus.Healthy;

    public string Reason => State == ClusterState.Running
        ? $"{Name} is running but not ready"
        : $"{Name} is {(State ?? "not started").ToLowerInvariant()}";
}

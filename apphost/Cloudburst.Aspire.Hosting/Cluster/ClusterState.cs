using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloudburst.Aspire.Cluster;

/// <summary>The state of a whole cluster, and in one sentence for each wanted member that is not healthy, why.</summary>
internal sealed record ClusterState(string Text, HealthStatus Health, IReadOnlyList<string> Reasons)
{
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string Degraded = "Degraded";

    public static ClusterState Initial { get; } = new(Starting, HealthStatus.Unhealthy, ["nothing has started yet"]);

    /// <summary>Judges the members that are wanted.</summary>
    /// <param name="members">One entry for each wanted member.</param>
    /// <param name="hasRun">Whether the cluster was whole before: from then on it is degraded, not starting.</param>
    public static ClusterState Of(IEnumerable<MemberState> members, bool hasRun)
    {
        var wanted = members.ToList();
        var reasons = wanted.Where(member => !member.IsHealthy).Select(member => member.Reason).ToList();
        if (reasons.Count == 0)
            return new ClusterState(Running, HealthStatus.Healthy, []);

        // One role without a single healthy member and no request can be answered.
        var serves = wanted.GroupBy(member => member.Role).All(role => role.Any(member => member.IsHealthy));
        return new ClusterState(
            hasRun ? Degraded : Starting,
            serves && hasRun ? HealthStatus.Degraded : HealthStatus.Unhealthy,
            reasons);
    }

    public bool Equals(ClusterState? other)
        => other is not null && Text == other.Text && Health == other.Health && Reasons.SequenceEqual(other.Reasons);

    public override int GetHashCode() => HashCode.Combine(Text, Health, Reasons.Count);
}

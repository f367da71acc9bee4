using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Keeps the last known state of every member, and judges the whole. Thread-safe.</summary>
internal sealed class ClusterHealth(CloudburstResource cluster) : IHealthCheck
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string? State, HealthStatus? Health)> _seen = [];
    private ClusterState _current = ClusterState.Initial;
    private bool _hasRun;

    /// <summary>Raised with each new state, never two at a time.</summary>
    public event Action<ClusterState>? Changed;

    public ClusterState Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    /// <summary>Takes in what happened to a resource; others than the members are ignored.</summary>
    public void Observe(string resourceName, string? state, HealthStatus? health)
    {
        lock (_lock)
        {
            _seen[resourceName] = (state, health);
            Judge();
        }
    }

    /// <summary>Says whether an executor should be running: one that was scaled in is not missed.</summary>
    public void SetWanted(ExecutorSlot slot, bool wanted)
    {
        lock (_lock)
        {
            slot.IsWanted = wanted;
            Judge();
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var current = Current;
        return Task.FromResult(new HealthCheckResult(current.Health, current.Reasons.Count == 0 ? "every member is healthy" : string.Join("; ", current.Reasons)));
    }

    private void Judge()
    {
        var next = ClusterState.Of(Members(), _hasRun);
        if (next.Equals(_current))
            return;
        _current = next;
        _hasRun |= next.Text == ClusterState.Running;
        Changed?.Invoke(next);
    }

    private IEnumerable<MemberState> Members()
    {
        foreach (var node in cluster.KvsNodes)
            yield return Member(node.Name, node.Role);
        if (cluster.KvsController is { } controller)
            yield return Member(controller.Name, controller.Role);
        foreach (var scheduler in cluster.Schedulers)
            yield return Member(scheduler.Name, scheduler.Role);
        foreach (var cache in cluster.Caches)
            yield return Member(cache.Name, cache.Role);
        foreach (var slot in cluster.ExecutorSlots.Where(slot => slot.IsWanted))
            yield return Member(slot.Resource.Name, "executor");
    }

    private MemberState Member(string name, string role)
    {
        var (state, health) = _seen.GetValueOrDefault(name);
        return new MemberState(name, role, state, health);
    }
}

using Cloudburst.Aspire.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloudburst.Aspire.Tests;

public sealed class ClusterHealthTests
{
    private readonly ClusterHealth _health;
    private readonly List<ClusterState> _states = [];
    private readonly ExecutorSlot[] _slots;

    public ClusterHealthTests()
    {
        var cluster = TestAppHost.Running().AddShop(nodes: 1, executorsPerNode: 2, spareExecutors: 1).Resource;
        _health = cluster.Health;
        _slots = [.. cluster.ExecutorSlots];
        _health.Changed += _states.Add;
    }

    [Fact]
    public void Cluster_runs_when_every_wanted_member_is_healthy()
    {
        AllHealthy();

        Assert.Equal(ClusterState.Running, _health.Current.Text);
        Assert.Equal(HealthStatus.Healthy, _health.Current.Health);
        Assert.All(_states.SkipLast(1), state => Assert.Equal(ClusterState.Starting, state.Text));
    }

    [Fact]
    public void Cluster_is_starting_until_it_was_whole_once()
    {
        _health.Observe("kvs-0", "Exited", null);

        Assert.Equal(ClusterState.Starting, _health.Current.Text);
        Assert.Contains("kvs-0 is exited", _health.Current.Reasons);
        Assert.Contains("node-0-executor-0 is not started", _health.Current.Reasons);
    }

    [Fact]
    public void One_dead_executor_degrades_the_cluster_and_is_named()
    {
        AllHealthy();
        _health.Observe("node-0-executor-1", "Exited", null);

        Assert.Equal(ClusterState.Degraded, _health.Current.Text);
        Assert.Equal(HealthStatus.Degraded, _health.Current.Health);
        Assert.Equal(["node-0-executor-1 is exited"], _health.Current.Reasons);
    }

    [Fact]
    public void Without_any_kvs_node_the_cluster_is_unhealthy()
    {
        AllHealthy();
        _health.Observe("kvs-0", "Running", HealthStatus.Unhealthy);

        Assert.Equal(HealthStatus.Unhealthy, _health.Current.Health);
        Assert.Equal(["kvs-0 is running but not ready"], _health.Current.Reasons);
    }

    [Fact]
    public void An_executor_that_was_scaled_in_is_not_missed()
    {
        AllHealthy();
        _health.SetWanted(_slots[1], false);
        _health.Observe("node-0-executor-1", "Exited", null);

        Assert.Equal(ClusterState.Running, _health.Current.Text);
    }

    [Fact]
    public void An_executor_that_was_scaled_out_counts_until_it_is_healthy()
    {
        AllHealthy();
        _health.SetWanted(_slots[2], true);
        Assert.Equal(ClusterState.Degraded, _health.Current.Text);

        _health.Observe("node-0-executor-2", "Running", HealthStatus.Healthy);
        Assert.Equal(ClusterState.Running, _health.Current.Text);
    }

    [Fact]
    public void Other_resources_and_repeated_news_change_nothing()
    {
        AllHealthy();
        var before = _states.Count;
        _health.Observe("postgres", "Exited", null);
        _health.Observe("kvs-0", "Running", HealthStatus.Healthy);

        Assert.Equal(before, _states.Count);
    }

    private void AllHealthy()
    {
        foreach (var name in new[] { "kvs-0", "scheduler-0", "node-0-cache", "node-0-executor-0", "node-0-executor-1" })
            _health.Observe(name, "Running", HealthStatus.Healthy);
    }
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Quickstart;

namespace Cloudburst.Aspire.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ClusterTests(ClusterFixture cluster)
{
    private static readonly CallOptions Patient = new() { Timeout = ClusterFixture.Deadline };

    [Fact]
    public async Task Every_resource_becomes_healthy()
    {
        await cluster.HealthyAsync("cb");

        string[] members =
        [
            "kvs-0", "scheduler-0", "node-0-cache", "node-0-executor-0", "node-0-executor-1", "node-1-cache", "node-1-executor-0", "node-1-executor-1",
        ];
        foreach (var member in members)
            await cluster.HealthyAsync(member);
    }

    [Fact]
    public async Task Dag_is_called_through_the_scheduler()
    {
        Assert.Equal(16, await cluster.Client.CallAsync(Arithmetic.SquareOfIncrement, 3, Patient));
        Assert.Equal("16 + 8 = 24", await cluster.Client.CallAsync(Arithmetic.Diamond, 3, Patient));
    }

    [Fact]
    public async Task Terminal_says_how_the_cluster_is_reached()
    {
        var address = await cluster.App.GetConnectionStringAsync("cb");
        await cluster.SaidAsync($"Information: 'cb' runs; from a terminal: cloudburst status --connect {address}");
    }

    [Fact]
    public async Task Two_hundred_requests_at_a_time_are_answered_right_while_an_executor_is_killed()
    {
        const int Callers = 200;
        const string Victim = "node-0-executor-0";
        using var dead = new CancellationTokenSource();
        var started = new CountdownEvent(Callers);

        // Each caller calls again and again until the death is seen, so that it falls among 200 requests in flight, and then once more.
        var callers = Enumerable.Range(0, Callers).Select(x => Task.Run(() => CallUntilDeadAsync(x))).ToList();
        Assert.True(started.Wait(ClusterFixture.Deadline), "not every caller had a first answer");
        await cluster.CommandAsync(Victim, "kill");
        await cluster.StateAsync(Victim, [.. KnownResourceStates.TerminalStates]);
        await dead.CancelAsync();
        var answers = await Task.WhenAll(callers).WaitAsync(ClusterFixture.Deadline);

        Assert.Equal(Callers, answers.Length);
        Assert.All(answers, calls => Assert.InRange(calls, 2, int.MaxValue));
        await cluster.StateAsync("cb", "Degraded");
        await cluster.SaidAsync("Warning: 'cb' is degraded: node-0-executor-0 is ");
        await cluster.CommandAsync(Victim, "start");
        await cluster.HealthyAsync("cb");
        await cluster.SaidAsync("Information: 'cb' is whole again");

        async Task<int> CallUntilDeadAsync(int x)
        {
            for (var calls = 1; ; calls++)
            {
                var last = dead.IsCancellationRequested;
                Assert.Equal((x + 1) * (x + 1), await cluster.Client.CallAsync(Arithmetic.SquareOfIncrement, x, Patient));
                if (calls == 1)
                    started.Signal();
                if (last)
                    return calls;
            }
        }
    }

    [Fact]
    public async Task Dag_with_a_map_a_branch_and_a_race_is_answered_right_while_an_executor_is_killed()
    {
        const string Victim = "node-1-executor-1";
        await cluster.HealthyAsync("cb");
        Assert.Equal("15 + 15 = 30", await DescribeAsync(4));
        Assert.Equal("28 + 28 = 56", await DescribeAsync(5));

        using var dead = new CancellationTokenSource();
        var callers = Enumerable.Range(1, 20).Select(n => Task.Run(() => CallUntilDeadAsync(n))).ToList();
        await cluster.CommandAsync(Victim, "kill");
        await cluster.StateAsync(Victim, [.. KnownResourceStates.TerminalStates]);
        await dead.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(ClusterFixture.Deadline);
        await cluster.CommandAsync(Victim, "start");
        await cluster.HealthyAsync("cb");

        Task<string> DescribeAsync(int n) => cluster.Client.CallAsync(Arithmetic.SumOfSquares, n, Patient);

        async Task CallUntilDeadAsync(int n)
        {
            var sum = Enumerable.Range(1, n).Sum(i => i * i);
            sum += sum % 2;
            for (var last = false; !last;)
            {
                last = dead.IsCancellationRequested;
                Assert.Equal($"{sum / 2} + {sum / 2} = {sum}", await DescribeAsync(n));
            }
        }
    }

    [Fact]
    public async Task Restart_of_the_kvs_node_loses_no_acknowledged_write()
    {
        const int Visits = 100;
        var before = await ReadVisitsAsync();
        await Task.WhenAll(Enumerable.Range(0, Visits).Select(_ => cluster.Client.Store.VisitAsync(options: Patient)));
        await cluster.Client.Store.AddToCartAsync("grace", new CartLine("lamp", 3, 12.50m), options: Patient);

        var firstProcess = cluster.StartOf("kvs-0");
        await cluster.CommandAsync("kvs-0", "restart");
        await cluster.EventuallyAsync("a new process of the KVS node", _ => Task.FromResult(cluster.StartOf("kvs-0") is { } start && start != firstProcess));
        await cluster.ReadyAsync("kvs-0");
        await cluster.HealthyAsync("cb");

        Assert.Equal(before + Visits, await ReadVisitsAsync());
        var cart = await cluster.Client.Store.AddToCartAsync("grace", new CartLine("bulb", 1, 4m), options: Patient);
        Assert.Equal(["lamp", "bulb"], cart.Lines.Select(line => line.Sku));
    }

    [Fact]
    public async Task Kill_of_the_kvs_node_loses_no_acknowledged_write()
    {
        const int Visits = 100;
        var before = await ReadVisitsAsync();
        await Task.WhenAll(Enumerable.Range(0, Visits).Select(_ => cluster.Client.Store.VisitAsync(options: Patient)));

        await cluster.CommandAsync("kvs-0", "kill");
        await cluster.StateAsync("kvs-0", [.. KnownResourceStates.TerminalStates]);
        await cluster.CommandAsync("kvs-0", "start");
        await cluster.ReadyAsync("kvs-0");
        await cluster.HealthyAsync("cb");

        Assert.Equal(before + Visits, await ReadVisitsAsync());
    }

    [Fact]
    public async Task Cluster_is_scaled_out_and_in_by_command()
    {
        const string Spare = "node-0-executor-2";
        Assert.False(cluster.IsRunning(Spare));

        await cluster.CommandAsync("cb", "scale-out");
        await cluster.HealthyAsync(Spare);
        await cluster.HealthyAsync("cb");

        await cluster.CommandAsync("cb", "scale-in");
        await cluster.StateAsync(Spare, [.. KnownResourceStates.TerminalStates]);
        await cluster.HealthyAsync("cb");
        Assert.Equal(16, await cluster.Client.CallAsync(Arithmetic.SquareOfIncrement, 3, Patient));
    }

    private async Task<long> ReadVisitsAsync()
    {
        var visits = 0L;
        await cluster.EventuallyAsync("the store to answer", async cancellationToken =>
        {
            visits = await new ShopState(cluster.Client.State).Visits().ReadAsync(cancellationToken);
            return true;
        });
        return visits;
    }
}

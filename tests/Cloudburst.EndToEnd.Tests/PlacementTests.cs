using Cloudburst.EndToEnd.Tests.Examples;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;
using Cloudburst.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Cloudburst.EndToEnd.Tests;

public sealed class PlacementTests
{
    [Fact]
    [Trait("Feature", "21")]
    public async Task A_users_own_policy_is_taken_from_the_services()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3);
        builder.Services.AddSingleton<IPlacementPolicy>(new SpotFirst("node-1"));
        await using var host = builder.Start();
        for (var i = 0; i < 50; i++)
            Assert.Equal("node-1-executor-0", await host.Client.TestFunctions.WhereAsync());

        // One that is lost is no candidate, and its requests go elsewhere.
        await host.KillExecutorAsync("node-1-executor-0");
        Assert.NotEqual("node-1-executor-0", await host.Client.TestFunctions.WhereAsync());
    }

    [Fact]
    public void The_documentation_shows_the_policy_that_is_tested()
    {
        var code = File.ReadAllText(Path.Combine(SourceTree.Root, "tests/Cloudburst.EndToEnd.Tests/Examples/SpotFirst.cs"));
        var type = code[code.IndexOf("/// <summary>", StringComparison.Ordinal)..].Trim();
        Assert.Contains(type, File.ReadAllText(Path.Combine(SourceTree.Root, "docs/scheduling.md")), StringComparison.Ordinal);
        Assert.InRange(type.Split('\n').Length, 10, 30);
    }

    /// <summary>(digest, row 20: co-location, best effort.)</summary>
    [Fact]
    [Trait("Feature", "20")]
    public async Task Row_20_functions_run_near_each_other_and_apart_as_their_dag_says()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3, executorsPerNode: 2);
        builder.Options.Scheduler.Placement = PlacementPolicyKind.Random;
        await using var host = builder.Start();
        var near = Dag.Build<string, string>((dag, text) => dag.Add(LimitFunctions.Functions.Cpu, text) is var first ? dag.Add(LimitFunctions.Functions.Cpu, first).Near(first) : first);
        var apart = Dag.Build<string, string>((dag, text) => dag.Add(LimitFunctions.Functions.Cpu, text) is var first ? dag.Add(LimitFunctions.Functions.Cpu, first).ApartFrom(first) : first);
        for (var i = 0; i < 50; i++)
        {
            Assert.Single(Nodes(await host.Client.CallAsync(near, "")));
            Assert.Equal(2, Nodes(await host.Client.CallAsync(apart, "")).Count());
        }
        Assert.Contains("-. near .-", near.ToMermaid(), StringComparison.Ordinal);

        static IEnumerable<string> Nodes(string executors) =>
            executors.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id[..id.IndexOf("-executor", StringComparison.Ordinal)]).Distinct();
    }

    [Theory]
    [InlineData(PlacementPolicyKind.Random)]
    [InlineData(PlacementPolicyKind.RoundRobin)]
    [InlineData(PlacementPolicyKind.LeastLoaded)]
    [InlineData(PlacementPolicyKind.EarliestFinishTime)]
    public async Task Every_policy_answers_calls_and_dags(PlacementPolicyKind kind)
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2);
        builder.Options.Scheduler.Placement = kind;
        await using var host = builder.Start();
        var calls = Enumerable.Range(0, 100).Select(i => host.Client.CallAsync(TestFunctions.SquareOfIncrement, i));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => i * i), await Task.WhenAll(calls));
        Assert.Equal(9, await host.Client.TestFunctions.SquareAsync(3));
    }
}

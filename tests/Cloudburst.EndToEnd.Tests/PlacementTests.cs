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

using Cloudburst.Kvs.Cluster;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Garnet;

/// <summary>The control plane may be started at any time, and be killed in the middle of anything.</summary>
public sealed class FormationTests
{
    [Theory]
    [InlineData("epoch")]
    [InlineData("share")]
    [InlineData("shares")]
    [InlineData("met")]
    public async Task Formation_that_was_broken_off_is_gone_on_with(string after)
    {
        await using var nodes = await GarnetNodes.StartUnformedAsync(3);
        var links = nodes.EndPoints.Select(node => new NodeLink(node, nodes.OptionsOf(3))).ToArray();
        var shares = SlotPlan.Even(2);
        await links[0].SetConfigEpochAsync(1, default);
        if (after != "epoch")
            await links[0].AddSlotsAsync(shares[0], default);
        if (after is "shares" or "met")
        {
            await links[1].SetConfigEpochAsync(2, default);
            await links[1].AddSlotsAsync(shares[1], default);
            await links[2].SetConfigEpochAsync(3, default);
        }

        if (after == "met")
            await links[0].MeetAsync(nodes.EndPoints[2], default);
        foreach (var link in links)
            link.Dispose();

        await using var control = nodes.NewControl(3);
        await control.FormAsync(primaries: 2);

        var state = await control.StateAsync();
        Assert.Equal(2, state.Count(node => node.Slots.Count > 0));
        Assert.Single(state, node => !node.IsPrimary);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        for (var i = 0; i < 20; i++)
            await store.JoinAsync($"key/{i}", Register(1, "v"));
    }

    [Fact]
    public async Task Control_plane_that_starts_while_a_primary_is_away_lets_its_replica_take_over()
    {
        await using var nodes = await GarnetNodes.StartAsync(primaries: 1, replicas: 1, failureSeconds: 600);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        await store.WithDurability(WriteDurability.Replicated).JoinAsync("key", Register(1, "v"));
        await nodes.Control.DisposeAsync();
        nodes.Kill(nodes.EndPoints[0]);

        nodes.Control = nodes.NewControl(2);
        await nodes.Control.FormAsync(primaries: 1);
        nodes.Control.Start();

        Assert.True((await store.GetAsync("key")).HasValue);
    }

    /// <summary>Its keys would be out of reach, or thrown away.</summary>
    [Fact]
    public async Task Node_with_data_from_when_it_was_alone_is_refused()
    {
        await using var nodes = await GarnetNodes.StartUnformedAsync(3);
        nodes.Kill(nodes.EndPoints[1]);
        using (var alone = new ChildProcess("serve", nodes.FolderOf(nodes.EndPoints[1])))
        {
            await using var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [$"127.0.0.1:{await alone.Output.ReadLineAsync()}"] });
            await store.JoinAsync("key", Register(1, "v"));
        }

        await nodes.StartNodeAsync(nodes.EndPoints[1]);
        await using var control = nodes.NewControl(2);
        await RefusedAsync(() => control.FormAsync(primaries: 2));
        await using var other = new GarnetCluster(nodes.OptionsOf(3) with { Nodes = [nodes.EndPoints[2]] });
        await other.FormAsync(primaries: 1);
        await RefusedAsync(() => other.JoinAsync(nodes.EndPoints[1]));

        static async Task RefusedAsync(Func<Task> change)
        {
            var refused = await Assert.ThrowsAsync<KvsException>(change);
            Assert.Equal(KvsError.UnsafeSettings, refused.Error);
            Assert.Contains("(keys: 1)", refused.Message, StringComparison.Ordinal);
        }
    }
}

namespace Cloudburst.EndToEnd.Tests;

[Trait("Feature", "12")]
public sealed class StateTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Counter_loses_no_increment_of_concurrent_requests_on_two_machines()
    {
        var name = Guid.NewGuid().ToString();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, token) => await _cloud.TestFunctions.HitAsync(name, cancellationToken: token));
        Assert.Equal(500, await new TestState(_cloud.State).Hits(name).ReadAsync());
    }

    [Fact]
    public async Task Write_that_was_acknowledged_is_seen_through_the_store_at_once()
    {
        var key = Guid.NewGuid().ToString();
        await _cloud.TestFunctions.WriteAsync(key, "first");
        Assert.Equal("first", await new Register<string>(_cloud.State, key).ReadAsync());
        await _cloud.TestFunctions.WriteAsync(key, "second");
        Assert.Equal("second", await new Register<string>(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Update_on_one_machine_reaches_the_caches_of_all()
    {
        var key = Guid.NewGuid().ToString();
        await _cloud.TestFunctions.WriteAsync(key, "old");
        // Every machine caches it now.
        for (var i = 0; i < 20; i++)
            await _cloud.TestFunctions.ReadAsync(key);
        await _cloud.TestFunctions.WriteAsync(key, "new");
        await Eventually.IsTrueAsync(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                if (await _cloud.TestFunctions.ReadAsync(key) != "new")
                    return false;
            }
            return true;
        });
    }

    [Fact]
    public async Task Deletion_on_one_machine_reaches_the_caches_of_all()
    {
        var key = Guid.NewGuid().ToString();
        await _cloud.TestFunctions.WriteAsync(key, "there");
        // Every machine caches it now.
        for (var i = 0; i < 20; i++)
            Assert.Equal("there", await _cloud.TestFunctions.ReadAsync(key));
        await _cloud.TestFunctions.RemoveAsync(key);
        await Eventually.IsTrueAsync(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                if (await _cloud.TestFunctions.ReadAsync(key) is not null)
                    return false;
            }
            return true;
        });
    }

    [Fact]
    public async Task Deleted_key_is_absent_and_may_be_used_for_another_kind()
    {
        var key = Guid.NewGuid().ToString();
        await _cloud.TestFunctions.WriteAsync(key, "text");
        await _cloud.TestFunctions.RemoveAsync(key);
        Assert.Null(await new Register<string>(_cloud.State, key).ReadAsync());
        await new Counter(_cloud.State, key).IncrementAsync(3);
        Assert.Equal(3, await new Counter(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Counter_starts_again_from_zero_after_its_deletion()
    {
        var counter = new Counter(_cloud.State, Guid.NewGuid().ToString());
        await counter.AddAsync(5);
        await counter.DeleteAsync();
        Assert.Equal(0, await counter.ReadAsync());
        await counter.AddAsync(2);
        await counter.AddAsync(1);
        Assert.Equal(3, await counter.ReadAsync());
    }

    [Fact]
    public async Task Set_keeps_an_element_that_was_added_again_after_its_removal()
    {
        var set = new SetOf<string>(_cloud.State, Guid.NewGuid().ToString());
        await set.AddAsync("a");
        await set.AddAsync("b");
        await set.RemoveAsync("a");
        Assert.Equal(["b"], await set.ReadAsync());
        await set.AddAsync("a");
        Assert.Equal(["a", "b"], (await set.ReadAsync()).Order());
    }

    [Fact]
    public async Task Maximum_and_flag_only_grow()
    {
        var state = new TestState(_cloud.State);
        var name = Guid.NewGuid().ToString();
        Assert.Null(await state.Highest(name).ReadAsync());
        await state.Highest(name).WriteAsync(7);
        await state.Highest(name).WriteAsync(5);
        Assert.Equal(7, await state.Highest(name).ReadAsync());
        Assert.False(await state.Seen(name).ReadAsync());
        await state.Seen(name).RaiseAsync();
        Assert.True(await state.Seen(name).ReadAsync());
    }
}

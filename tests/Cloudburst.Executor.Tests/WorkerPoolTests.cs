using Cloudburst.Executor.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Executor.Tests;

public sealed class WorkerPoolTests
{
    [Fact]
    public async Task Runs_so_many_at_a_time_and_the_rest_in_order()
    {
        var pool = new WorkerPool(workers: 2, maxQueued: 10, TimeProvider.System);
        var started = new List<int>();
        var begun = new SemaphoreSlim(0);
        var items = Enumerable.Range(0, 5).Select(i => new Item(() =>
        {
            lock (started)
                started.Add(i);
            begun.Release();
        })).ToArray();
        foreach (var item in items)
            pool.Start(item);
        await begun.WaitAsync();
        await begun.WaitAsync();
        Assert.Equal((2, 3), (pool.Running, pool.Queued));
        Assert.Equal([0, 1], started.Order());
        for (var next = 2; next < 5; next++)
        {
            pool.Finished();
            await begun.WaitAsync();
            Assert.Equal(next, started[^1]);
        }
        pool.Finished();
        pool.Finished();
        Assert.True(pool.IsFree);
    }

    [Fact]
    public async Task All_get_their_turn_while_several_come_in_and_others_leave()
    {
        const int Items = 200_000;
        var pool = new WorkerPool(workers: 1, maxQueued: Items, TimeProvider.System);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = Items;
        var item = new Item(() =>
        {
            pool.Finished();
            if (Interlocked.Decrement(ref left) == 0)
                done.SetResult();
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Items / 4; i++)
                pool.Start(item);
        })));
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(pool.IsFree);
    }

    [Fact]
    public void Utilization_is_the_share_of_time_in_which_workers_ran()
    {
        var time = new FakeTimeProvider();
        var pool = new WorkerPool(workers: 4, maxQueued: 10, time);
        pool.Start(new Item(static () => { }));
        time.Advance(TimeSpan.FromSeconds(1));
        pool.Start(new Item(static () => { }));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3.0 / 8, pool.TakeUtilization(), 3);
        pool.Finished();
        pool.Finished();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pool.TakeUtilization(), 3);
    }

    [Fact]
    public void Full_is_said_of_the_queue()
    {
        var pool = new WorkerPool(workers: 1, maxQueued: 1, TimeProvider.System);
        pool.Start(new Item(static () => { }));
        Assert.False(pool.IsFullFor(1));
        pool.Start(new Item(static () => { }));
        Assert.True(pool.IsFullFor(1));
        pool.Finished();
        Assert.False(pool.IsFullFor(1));
    }

    [Fact]
    public void Client_that_fills_the_queue_leaves_others_their_share_of_it()
    {
        var pool = new WorkerPool(workers: 1, maxQueued: 10, TimeProvider.System);
        for (var i = 0; i <= 10; i++)
            pool.Start(new Item(static () => { }));
        Assert.True(pool.IsFullFor(1));
        for (var i = 0; i < 5; i++)
        {
            Assert.False(pool.IsFullFor(2));
            pool.Start(new Item(static () => { }, client: 2));
        }
        Assert.True(pool.IsFullFor(2));
        // There is an end to it, however many clients come.
        for (var client = 3UL; !pool.IsFullFor(client); client++)
            pool.Start(new Item(static () => { }, client));
        Assert.Equal(20, pool.Queued);
    }

    [Fact]
    public void Calls_that_wait_for_a_turn_of_their_function_count_for_their_client_and_for_nobody_else()
    {
        var pool = new WorkerPool(workers: 1, maxQueued: 10, TimeProvider.System);
        pool.Hold(new Caller(1, CallPriority.Normal), 15);
        Assert.True(pool.IsFullFor(1));
        Assert.False(pool.IsFullFor(2));
        // No worker is busy with them, so others may start at once.
        Assert.True(pool.IsFree);
        pool.Hold(new Caller(1, CallPriority.Normal), -15);
        Assert.False(pool.IsFullFor(1));
    }

    private sealed class Item(Action run, ulong client = 1) : IWork
    {
        public Caller Caller => new(client, CallPriority.Normal);

        public void Execute() => run();
    }
}

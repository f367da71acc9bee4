using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>The level Transactional, through client, scheduler, executors and caches of two machines.</summary>
public sealed class TransactionTests(TransactionTests.TwoMachines fixture) : IClassFixture<TransactionTests.TwoMachines>
{
    private static readonly CallOptions Transactional = new() { Consistency = Consistency.Transactional };
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Transfers_between_two_accounts_keep_their_sum_for_whoever_reads_at_the_level()
    {
        var (left, right) = (NewName(), NewName());
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var reads = 0;
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(0, await _cloud.CallAsync(TransactionFunctions.Sum, left, right, Transactional));
                Assert.Equal(0, await _cloud.TransactionFunctions.FailIfTornAsync(left, right, Transactional));
                reads++;
            }
            return reads;
        })).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 120), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, token) => await _cloud.CallAsync(TransactionFunctions.Transfer, i % 2 == 0 ? left : right, i % 2 == 0 ? right : left, i, Transactional, token));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static reads => Assert.True(reads > 0));
        // The even ones went to the right.
        var even = Enumerable.Range(1, 120).Where(static i => i % 2 == 0).Sum();
        var odd = Enumerable.Range(1, 120).Where(static i => i % 2 != 0).Sum();
        Assert.Equal(even - odd, await _cloud.TransactionFunctions.BalanceAsync(right, Transactional));
        Assert.Equal(odd - even, await _cloud.TransactionFunctions.BalanceAsync(left, Transactional));
    }

    [Fact]
    public async Task Under_last_writer_wins_transfers_are_lost()
    {
        // The control of the test above.
        for (var round = 0; ; round++)
        {
            var (left, right) = (NewName(), NewName());
            await Parallel.ForEachAsync(
                Enumerable.Range(1, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (_, token) => await _cloud.CallAsync(TransactionFunctions.Transfer, left, right, 1L, CallOptions.Default, token));
            if (await new Register<long>(_cloud.State, left).ReadAsync() != -60)
                return;
            Assert.True(round < 50, "No transfer was lost; the test above has proved little");
        }
    }

    [Fact]
    public async Task Increments_of_a_hot_counter_are_exact_and_each_request_sees_its_own_once()
    {
        var counter = NewName();
        var seen = new System.Collections.Concurrent.ConcurrentBag<long>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 150), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, token) => seen.Add(await _cloud.TransactionFunctions.CountAsync(counter, counter, Transactional, token)));
        // Each has read the counter too, so they have an order, and conflicts were tried again.
        Assert.Equal(Enumerable.Range(1, 150).Select(static i => (long)i), seen.Order());
        Assert.Equal(150, await new Counter(_cloud.State, counter).ReadAsync());
    }

    [Fact]
    public async Task Branches_see_nothing_of_each_other_and_the_function_behind_them_sees_both()
    {
        for (var i = 1; i <= 10; i++)
        {
            var (counter, register) = (NewName(), NewName());
            var seen = await _cloud.CallAsync(TransactionFunctions.Branches, counter, register, Transactional);
            Assert.Equal("1,1,2", seen[0]);
            Assert.Equal("2", seen[1]);
            Assert.Equal(seen[2], await new Register<string>(_cloud.State, register).ReadAsync());
            Assert.Equal(2, await new Counter(_cloud.State, counter).ReadAsync());
            Assert.Equal(2, (await new SetOf<string>(_cloud.State, $"{counter}-set").ReadAsync()).Count);
        }
    }

    [Fact]
    public async Task Sets_keep_what_concurrent_transactions_add()
    {
        var (counter, register) = (NewName(), NewName());
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (_, token) => await _cloud.CallAsync(TransactionFunctions.Branches, counter, register, Transactional, token));
        Assert.Equal(40, (await new SetOf<string>(_cloud.State, $"{counter}-set").ReadAsync()).Count);
        Assert.Equal(40, await new Counter(_cloud.State, counter).ReadAsync());
    }

    [Fact]
    public async Task Request_that_only_reads_sees_one_state_while_others_write()
    {
        var account = NewName();
        using var done = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await _cloud.TransactionFunctions.DepositAsync(1, account, Transactional);
        });
        for (var i = 0; i < 100; i++)
            Assert.True(await _cloud.CallAsync(TransactionFunctions.ReadTwice, account, Transactional));
        await done.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Conflict_is_tried_again_until_it_succeeds()
    {
        var key = NewName();
        var disturbed = 0;
        TransactionFunctions.Interferences[key] = async () =>
        {
            // More often than attempts are made after other faults.
            if (++disturbed < 9)
                await new Register<long>(_cloud.State, key).WriteAsync(disturbed);
        };
        await _cloud.TransactionFunctions.ReadAndBeDisturbedAsync(key, Transactional);
        Assert.Equal(9, disturbed);
        Assert.Equal(-1, await new Register<long>(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Conflict_that_does_not_end_is_told_at_the_deadline()
    {
        var key = NewName();
        var disturbed = 0L;
        TransactionFunctions.Interferences[key] = async () => await new Register<long>(_cloud.State, key).WriteAsync(++disturbed);
        var options = Transactional with { Timeout = TimeSpan.FromSeconds(1) };
        var future = await _cloud.StartAsync(TransactionFunctions.Functions.ReadAndBeDisturbed, key, options);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => future.GetAsync(TimeSpan.FromSeconds(20)));
        // The deadline comes between two attempts, or in one.
        Assert.True(error.Code is CloudburstErrorCode.TransactionConflict or CloudburstErrorCode.DeadlineExceeded, $"{error.Code}: {error.Message}");
        Assert.True(disturbed > 5);
        Assert.NotEqual(-1, await new Register<long>(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Request_that_fails_writes_nothing()
    {
        var key = NewName();
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.TransactionFunctions.WriteThenFailAsync(key, Transactional));
        Assert.Equal("after writing", error.ExceptionMessage);
        Assert.Null(await new Register<string>(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Write_that_does_not_fit_its_key_undoes_the_others()
    {
        var (register, counter) = (NewName(), NewName());
        await new Counter(_cloud.State, counter).IncrementAsync();
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.TransactionFunctions.MixUpAsync(register, counter, Transactional));
        Assert.Equal(CloudburstErrorCode.LatticeMismatch, error.Code);
        Assert.Null(await new Register<string>(_cloud.State, register).ReadAsync());
        Assert.Equal(1, await new Counter(_cloud.State, counter).ReadAsync());
    }

    [Fact]
    public async Task Deleted_key_may_be_used_for_another_kind_in_the_same_transaction()
    {
        var key = NewName();
        await new Counter(_cloud.State, key).AddAsync(5);
        Assert.Equal("value", await _cloud.TransactionFunctions.ReplaceByRegisterAsync(key, "value", Transactional));
        Assert.Equal("value", await new Register<string>(_cloud.State, key).ReadAsync());
    }

    [Fact]
    public async Task Snapshots_are_released_when_their_requests_end()
    {
        for (var i = 0; i < 10; i++)
            await _cloud.CallAsync(TransactionFunctions.Transfer, NewName(), NewName(), 1L, Transactional);
        await Eventually.IsTrueAsync(() => Task.FromResult(fixture.OpenSessions == 0));
    }

    [Fact]
    public async Task Started_request_stores_the_outcome_that_it_has_committed()
    {
        var account = NewName();
        var future = await _cloud.StartAsync(TransactionFunctions.Functions.Deposit, 7L, account, Transactional);
        Assert.Equal(7, await future.GetAsync());
        Assert.Equal(7, await _cloud.TransactionFunctions.BalanceAsync(account, Transactional));
    }

    private static string NewName() => Guid.NewGuid().ToString("N");

    public sealed class TwoMachines : IAsyncLifetime
    {
        private readonly CloudburstTestHost _host = Start();

        public ICloudburstClient Cloud => _host.Client;

        public int OpenSessions => _host.OpenSessions;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await _host.DisposeAsync();

        private static CloudburstTestHost Start()
        {
            var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2);
            builder.Options.Scheduler.Placement = PlacementPolicyKind.Random;
            return builder.Start();
        }
    }
}

using Cloudburst.Chaos.Functions;
using Cloudburst.Chaos.Processes;
using Cloudburst.Client;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Chaos.Tests;

/// <summary>Functions that do harm cost themselves their answer, and others at most a second try.</summary>
[Collection(Machine.Name)]
public sealed class PoisonTests : IAsyncLifetime
{
    private const int MaxAttempts = 3;
    private static readonly CallOptions Patient = new() { Timeout = TimeSpan.FromSeconds(90) };
    private ProcessCluster _cluster = null!;
    private CloudburstClient _client = null!;

    public async Task InitializeAsync()
    {
        _cluster = await ProcessCluster.StartAsync(
            new ClusterOptions
            {
                Schedulers = 1,
                Machines = 1,
                ExecutorsPerMachine = MaxAttempts + 1,
                LogFolder = Path.Combine(SourceTree.Root, "artifacts/log/chaos/poison"),
                Settings = new Dictionary<RoleKind, IReadOnlyDictionary<string, string>>
                {
                    [RoleKind.Scheduler] = new Dictionary<string, string> { ["MaxAttempts"] = $"{MaxAttempts}", ["Placement"] = "round-robin" },
                    [RoleKind.Executor] = new Dictionary<string, string> { ["Workers"] = "4" },
                },
            },
            CancellationToken.None);
        _client = CloudburstClient.Connect(_cluster.Schedulers[0]);
    }

    public async Task DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Function_that_ends_its_process_is_a_dead_letter_and_costs_others_a_retry()
    {
        var good = Enumerable.Range(0, 12).Select(x => _client.Poison.TakeTimeAsync((long)x, 1_000, Patient)).ToArray();

        var error = await Assert.ThrowsAsync<CloudburstException>(() => _client.Poison.FailFastAsync("on purpose", Patient));

        Assert.Equal(CloudburstErrorCode.ExecutorLost, error.Code);
        Assert.Equal(Enumerable.Range(0, 12).Select(x => (long)x), await Task.WhenAll(good));
        Assert.Equal(MaxAttempts, _cluster.Roles.Count(role => role.Process!.HasExited));
        var letter = Assert.Single(await _client.GetDeadLettersAsync(), letter => letter.Target == "Poison.FailFast");
        Assert.Equal((MaxAttempts, CloudburstErrorCode.ExecutorLost), (letter.Attempts, letter.Code));
        // As an orchestrator would.
        await _cluster.WaitHealthyAsync(CancellationToken.None);
        Assert.Equal(16, await _client.CallAsync(Numbers.SquareOfIncrement, 3L, Patient));
    }

    [Fact]
    public async Task Function_that_never_returns_misses_its_deadline_and_holds_nobody_up()
    {
        // More than all executors have workers.
        var calls = Enumerable.Range(0, 20).Select(_ => _client.Poison.NeverReturnAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(2) })).ToArray();
        foreach (var call in calls)
            Assert.Equal(CloudburstErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);

        for (var x = 0L; x < 20; x++)
            Assert.Equal((x + 1) * (x + 1), await _client.CallAsync(Numbers.SquareOfIncrement, x, Patient));
        Assert.Empty(await _client.GetDeadLettersAsync());
    }

    [Fact]
    public async Task Function_that_leaks_threads_is_answered_and_holds_nobody_up()
    {
        for (var x = 0L; x < 20; x++)
            Assert.Equal(x, await _client.Poison.LeakThreadsAsync(x, Patient));
        for (var x = 0L; x < 20; x++)
            Assert.Equal((x + 1) * (x + 1), await _client.CallAsync(Numbers.SquareOfIncrement, x, Patient));
        Assert.DoesNotContain(_cluster.Roles, role => role.Process!.HasExited);
    }
}

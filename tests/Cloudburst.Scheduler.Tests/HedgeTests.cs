using Cloudburst.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Scheduler.Tests;

/// <summary>A request that takes long is begun a second time elsewhere, and whoever answers first counts.</summary>
public sealed class HedgeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly SchedulerUnderTest _scheduler;
    private readonly SchedulerUnderTest.Client _client;
    private readonly SchedulerUnderTest.Executor _slow;

    public HedgeTests()
    {
        _scheduler = Start(_time);
        _client = _scheduler.NewClient();
        _slow = _scheduler.Attach("slow");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _scheduler.DisposeAsync();

    private static SchedulerUnderTest Start(TimeProvider time) => new(time: time);

    [Fact]
    public async Task Answer_of_the_second_try_counts_when_it_is_first_and_the_first_one_is_stopped()
    {
        var quick = await BeginTwiceAsync();
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Value("quick"));
        Assert.Equal("quick", (await AnswerAsync()).Value.ToStringUtf8());
        await _slow.Link.WaitForAsync(static frame => frame.Abandon is { RequestId: "r", Attempt: 1 });
        Assert.Single(_client.Link.Frames);
    }

    [Fact]
    public async Task Answer_of_the_first_try_counts_when_it_is_first_and_the_second_one_is_stopped()
    {
        var quick = await BeginTwiceAsync();
        _slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await AnswerAsync()).Value.ToStringUtf8());
        await quick.Link.WaitForAsync(static frame => frame.Abandon is { RequestId: "r", Attempt: 2 });
        Assert.All(_scheduler.Role.AttachedExecutors, static executor => Assert.Equal(0, executor.InFlight));
    }

    [Fact]
    public async Task Loss_of_the_first_ones_executor_costs_nothing()
    {
        var quick = await BeginTwiceAsync();
        _slow.Receiver.OnClosed(null);
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Value("quick"));
        Assert.Equal("quick", (await AnswerAsync()).Value.ToStringUtf8());
        Assert.Equal(1, quick.Schedules);
    }

    [Fact]
    public async Task Loss_of_the_second_ones_executor_costs_nothing_either()
    {
        var quick = await BeginTwiceAsync();
        quick.Receiver.OnClosed(null);
        _slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await AnswerAsync()).Value.ToStringUtf8());
        Assert.Equal(1, _slow.Schedules);
    }

    [Fact]
    public async Task Second_try_that_is_refused_does_not_end_the_first()
    {
        var quick = await BeginTwiceAsync();
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Failure(ErrorCode.Overloaded));
        await quick.Link.WaitForAsync(static frame => frame.Abandon is { Attempt: 2, OnlyThis: true });
        Assert.DoesNotContain(_slow.Link.Frames, static frame => frame.Abandon is not null);
        _slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await AnswerAsync()).Value.ToStringUtf8());
    }

    [Fact]
    public async Task Request_whose_tries_both_fail_is_tried_again()
    {
        var quick = await BeginTwiceAsync();
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));
        _slow.Complete("r", attempt: 1, SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));
        await _slow.Link.WaitForAsync(static frame => frame.Abandon is { Attempt: 1, OnlyThis: false });
        while (_slow.Schedules + quick.Schedules < 3)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        (_slow.Schedules == 2 ? _slow : quick).Complete("r", attempt: 3, SchedulerUnderTest.Value("third"));
        Assert.Equal("third", (await AnswerAsync()).Value.ToStringUtf8());
        Assert.All(_scheduler.Role.AttachedExecutors, static executor => Assert.Equal(0, executor.InFlight));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_the_function_throws_is_the_answer_whichever_try_it_comes_from(int attempt)
    {
        var quick = await BeginTwiceAsync();
        (attempt == 1 ? _slow : quick).Complete("r", attempt, SchedulerUnderTest.Failure(ErrorCode.FunctionFailed));
        Assert.Equal(ErrorCode.FunctionFailed, (await AnswerAsync()).Error.Code);
    }

    [Fact]
    public async Task Request_goes_on_where_nobody_else_can_run_it()
    {
        await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _slow.Schedules);
        _slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await AnswerAsync()).Value.ToStringUtf8());
    }

    [Fact]
    public async Task Scheduler_that_tries_once_begins_nothing_twice()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { MaxAttempts = 1 }, _time);
        var first = scheduler.Attach("first");
        scheduler.NewClient().Call(1, "r", new RequestOptions { HedgeAfterMs = 200 });
        await first.ScheduleAsync();
        var second = scheduler.Attach("second");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, second.Schedules);
    }

    [Fact]
    public async Task Transaction_is_refused()
    {
        _client.Call(1, "r", new RequestOptions { HedgeAfterMs = 5, Consistency = ConsistencyLevel.Transactional });
        var error = (await AnswerAsync()).Error;
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Equal("The call of 'f' is a transaction, which can't run twice at the same time; leave HedgeAfter out", error.Message);
    }

    private async Task BeginAsync()
    {
        _client.Call(1, "r", new RequestOptions { HedgeAfterMs = 200 });
        await _slow.ScheduleAsync();
    }

    /// <summary>Has a request begun on the slow executor, and then on another one.</summary>
    private async Task<SchedulerUnderTest.Executor> BeginTwiceAsync()
    {
        await BeginAsync();
        var quick = _scheduler.Attach("quick");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await quick.ScheduleAsync(attempt: 2);
        return quick;
    }

    private async Task<Outcome> AnswerAsync() => (await _client.AnswerAsync(1)).Outcome;
}

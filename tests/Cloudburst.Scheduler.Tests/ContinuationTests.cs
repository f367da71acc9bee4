using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests;

/// <summary>What executors say about the parts of a DAG, in whatever order.</summary>
[Trait("Feature", "17")]
public sealed class ContinuationTests : IAsyncDisposable
{
    private readonly SchedulerUnderTest _scheduler = new();
    private readonly string _id = Guid.NewGuid().ToString();
    private readonly SchedulerUnderTest.Client _client;

    public ContinuationTests() => _client = _scheduler.NewClient();

    private static FunctionInfo First => new() { Name = "first", ResultType = "string" };

    private static FunctionInfo Second => new() { Name = "second", ResultType = "int", Parameters = { new ParameterInfo { Name = "x", Type = "string" } } };

    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();

    [Fact]
    public async Task Second_part_goes_to_who_has_its_function_with_the_result_and_the_session()
    {
        var (first, second) = (_scheduler.Attach("a", 0, First), _scheduler.Attach("b", 0, Second));
        await CallAsync();
        var begun = await first.ScheduleAsync();
        Assert.Equal((0, 0), (begun.DagPart, begun.Arguments.Count));

        Continue(first);
        Continue(first);

        var next = await second.ScheduleAsync();
        Assert.Equal((_id, 1, 1, "key"), (next.RequestId, next.Attempt, next.DagPart, Assert.Single(next.Arguments).Key));
        Assert.Equal(("read", 7UL), (Assert.Single(next.Session.Reads).Key, next.Options.HybridTime));
        Complete(second, part: 1, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await _client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
        Assert.Equal((1, 1), (first.Schedules, second.Schedules));
        Assert.Equal(1, (await first.Link.WaitForAsync(static frame => frame.Abandon is not null)).Abandon.LastDagPart);
        Assert.Equal(0, _scheduler.Role.InFlight);
    }

    [Fact]
    public async Task First_parts_executor_is_not_missed_once_its_part_has_ended()
    {
        var (first, second) = (_scheduler.Attach("a", 0, First), _scheduler.Attach("b", 0, Second));
        await CallAsync();
        await first.ScheduleAsync();
        Continue(first);
        await second.ScheduleAsync();

        Complete(first, part: 0, SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));
        first.Receiver.OnClosed(null);

        Complete(second, part: 1, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await _client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, second.Schedules);
    }

    [Fact]
    public async Task Lost_second_part_begins_the_whole_again_and_the_first_try_does_not_go_on()
    {
        var (first, second) = (_scheduler.Attach("a", 0, First), _scheduler.Attach("b", 0, Second));
        await CallAsync();
        await first.ScheduleAsync();
        Continue(first);
        await second.ScheduleAsync();

        second.Receiver.OnClosed(null);
        await first.ScheduleAsync(attempt: 2);
        var third = _scheduler.Attach("c", 0, Second);
        Continue(first, attempt: 1);
        Assert.Equal(0, third.Schedules);

        Continue(first, attempt: 2);
        Assert.Equal((2, 1), ((await third.ScheduleAsync(attempt: 2)).Attempt, third.Schedules));
    }

    [Fact]
    public async Task Second_part_waits_for_an_executor_that_is_not_there_yet()
    {
        var (first, second) = (_scheduler.Attach("a", 0, First), _scheduler.Attach("b", 0, Second));
        await CallAsync();
        await first.ScheduleAsync();
        second.Receiver.OnClosed(null);
        Continue(first);
        Assert.Equal(1, _scheduler.Role.InFlight);

        var late = _scheduler.Attach("c", 0, Second);

        Assert.Equal(1, (await late.ScheduleAsync()).DagPart);
    }

    private async Task CallAsync()
    {
        var dag = new DagTopology
        {
            Name = "parts",
            Sink = 1,
            Nodes =
            {
                new DagNode { Function = "first", Label = "first" },
                new DagNode { Function = "second", Label = "second", Part = 1, Bindings = { new ArgumentBinding { Node = 0 } } },
            },
        };
        _client.Receiver.OnReceived(new ClientFrame { Id = 1, RegisterDag = dag });
        Assert.NotNull((await _client.AnswerAsync(1)).Done);
        _client.Receiver.OnReceived(new ClientFrame { Id = 2, Call = new Call { RequestId = _id, Dag = "parts" } });
    }

    private void Continue(SchedulerUnderTest.Executor executor, int attempt = 1) => executor.Receiver.OnReceived(new ExecutorFrame
    {
        Completed = new Completed
        {
            RequestId = _id,
            Attempt = attempt,
            Continuation = new Continuation
            {
                Argument = new ArgumentValue { Key = "key" },
                Session = new SessionState { Reads = { new SessionVersion { Key = "read", Version = ByteString.Empty } } },
                HybridTime = 7,
            },
        },
    });

    private void Complete(SchedulerUnderTest.Executor executor, int part, Outcome outcome) => executor.Receiver.OnReceived(new ExecutorFrame
    {
        Completed = new Completed { RequestId = _id, Attempt = 1, DagPart = part, Outcome = outcome },
    });
}

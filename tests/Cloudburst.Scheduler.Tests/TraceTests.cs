using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

/// <summary>What a scheduler keeps of requests whose callers ask for a trace.</summary>
public sealed class TraceTests
{
    private static readonly RequestOptions Traced = new() { Trace = "t" };

    [Fact]
    public async Task Trace_tells_every_try_and_what_ran_where()
    {
        await using var system = new SchedulerUnderTest(new SchedulerOptions { Id = "scheduler-0" });
        var executor = system.Attach("executor");
        var client = system.NewClient();
        client.Call(1, "request", Traced.Clone());
        await executor.ScheduleAsync();
        executor.Complete("request", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        await executor.ScheduleAsync(attempt: 2);
        executor.Receiver.OnReceived(new ExecutorFrame { Span = new FunctionSpan { Trace = "t", Attempt = 2, RunMicros = 7, ExecutorId = "another" } });
        executor.Complete("request", 2, SchedulerUnderTest.Value("done"));
        await client.AnswerAsync(1);
        await EchoAsync(executor);

        var trace = await AskAsync(client, 2);

        Assert.Equal((true, "request", "f", "scheduler-0", 1), (trace.Found, trace.RequestId, trace.Target, trace.SchedulerId, trace.Topology.Nodes.Count));
        Assert.True(trace.EndedUnixMicros >= trace.ArrivedUnixMicros && trace.ArrivedUnixMicros > 0);
        Assert.Null(trace.Error);
        Assert.Equal([(1, ErrorCode.StateUnavailable), (2, ErrorCode.None)], trace.Attempts.Select(attempt => (attempt.Number, attempt.Failure?.Code ?? ErrorCode.None)));
        // Who tells it is known by its link, whatever it says of itself.
        Assert.Equal([(2, 7L, "executor")], trace.Spans.Select(span => (span.Attempt, span.RunMicros, span.ExecutorId)));
    }

    // The executors' links are not in step with the client's: what they have to tell may come after the answer.
    [Fact]
    public async Task Trace_is_read_when_the_executors_have_told_all()
    {
        await using var system = new SchedulerUnderTest();
        var executor = system.Attach("executor");
        var client = system.NewClient();
        client.Call(1, "request", Traced.Clone());
        await executor.ScheduleAsync();
        executor.Complete("request", 1, SchedulerUnderTest.Value("done"));
        var asked = AskAsync(client, 2);
        executor.Receiver.OnReceived(new ExecutorFrame { Span = new FunctionSpan { Trace = "t", Attempt = 1 } });
        await EchoAsync(executor);
        Assert.Single((await asked).Spans);
    }

    [Fact]
    public async Task Trace_does_not_wait_for_an_executor_that_says_nothing_any_more()
    {
        await using var system = new SchedulerUnderTest();
        var executor = system.Attach("executor");
        var client = system.NewClient();
        client.Call(1, "request", Traced.Clone());
        await executor.ScheduleAsync();
        executor.Complete("request", 1, SchedulerUnderTest.Value("done"));
        Assert.True((await AskAsync(client, 2)).Found);
    }

    [Fact]
    public async Task Requests_that_ask_for_none_have_none()
    {
        await using var system = new SchedulerUnderTest();
        var executor = system.Attach("executor");
        var client = system.NewClient();
        client.Call(1, "request");
        await executor.ScheduleAsync();
        executor.Complete("request", 1, SchedulerUnderTest.Value("done"));
        await client.AnswerAsync(1);
        Assert.DoesNotContain(executor.Link.Frames, frame => frame.BodyCase == SchedulerCommand.BodyOneofCase.TraceProbe);
        Assert.False((await AskAsync(client, 2)).Found);
    }

    [Fact]
    public async Task Traces_and_what_is_in_them_are_bounded()
    {
        await using var system = new SchedulerUnderTest();
        var executor = system.Attach("executor");
        var client = system.NewClient();
        for (var i = 0; i <= 100; i++)
            client.Call((ulong)(10 + i), $"request-{i}", new RequestOptions { Trace = $"t-{i}" });
        for (var i = 0; i < 1_001; i++)
            executor.Receiver.OnReceived(new ExecutorFrame { Span = new FunctionSpan { Trace = "t-100" } });
        Assert.False((await AskAsync(client, 2, "t-0")).Found);
        Assert.True((await AskAsync(client, 3, "t-1")).Found);
        var full = await AskAsync(client, 4, "t-100");
        Assert.Equal((1_000, 1), (full.Spans.Count, full.SpansDropped));
    }

    private static async Task EchoAsync(SchedulerUnderTest.Executor executor)
    {
        var probe = await executor.Link.WaitForAsync(frame => frame.BodyCase == SchedulerCommand.BodyOneofCase.TraceProbe);
        executor.Receiver.OnReceived(new ExecutorFrame { TraceEcho = probe.TraceProbe });
    }

    private static async Task<TraceReply> AskAsync(SchedulerUnderTest.Client client, ulong id, string name = "t")
    {
        client.Receiver.OnReceived(new ClientFrame { Id = id, Trace = new TraceQuery { Name = name } });
        return (await client.AnswerAsync(id)).Trace;
    }
}

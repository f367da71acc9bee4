using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

/// <summary>How an executor leaves, and what it leaves behind.</summary>
public sealed class LeavingTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    [Trait("Feature", "26")]
    public async Task Executor_that_is_to_leave_says_so_and_finishes_what_it_has()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Schedule(_id, "hold", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);

        executor.Send(new SchedulerCommand { Drain = new Drain() });
        await executor.Told.WaitForAsync(static frame => frame.Status is { Draining: true });
        // What was under way when it said so is taken all the same.
        executor.Schedule(_id + "/late", "mark", ExecutorUnderTest.Value(_id + "/late"));
        Assert.NotNull(await executor.OutcomeAsync(_id + "/late"));
        Calls.Open(_id);

        Assert.Equal(_id, Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.False(Calls.Runs.ContainsKey(_id + "/stopped"));
    }

    [Fact]
    [Trait("Feature", "25")]
    public async Task Objects_of_functions_go_with_their_executor_and_begin_anew_in_the_next()
    {
        var made = Model.Made;
        for (var life = 1; life <= 2; life++)
        {
            await using (var executor = await new ExecutorUnderTest().AttachedAsync())
            {
                for (var call = 1; call <= 3; call++)
                {
                    var id = $"{_id}/{life}/{call}";
                    executor.Schedule(id, "predict");
                    Assert.Equal(call, Payload.Decode<int>((await executor.OutcomeAsync(id)).Value.Memory));
                }
            }
            Assert.Equal((made + life, made + life), (Model.Made, Model.Disposed));
        }
    }

    [Fact]
    public async Task Request_that_is_given_up_is_stopped_and_has_no_outcome()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Schedule(_id, "hold", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);
        executor.Send(new SchedulerCommand { Abandon = new Abandon { RequestId = _id, Attempt = 1 } });
        await Calls.StartedAsync(_id + "/stopped");
        await executor.Role.DrainAsync();
        Assert.DoesNotContain(executor.Told.Frames, frame => frame.Completed?.RequestId == _id);
    }
}

using Cloudburst.Protocol;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Executor.Tests;

/// <summary>What an executor does with calls that come straight from clients, whoever they are.</summary>
public sealed class DirectCallTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Theory]
    [InlineData(ConsistencyLevel.Transactional)]
    [InlineData(ConsistencyLevel.Default)]
    [InlineData((ConsistencyLevel)99)]
    public async Task Call_of_a_level_that_only_a_scheduler_can_keep_or_choose_is_declined(ConsistencyLevel level)
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        Assert.NotNull((await CallAsync(executor, level)).Declined);
        Assert.False(Calls.Runs.ContainsKey(_id));
    }

    [Fact]
    public async Task Call_that_finds_too_much_waiting_is_declined_and_has_not_run()
    {
        await using var executor = await new ExecutorUnderTest(maxQueued: 0).AttachedAsync();
        Assert.True((await CallAsync(executor, ConsistencyLevel.LastWriterWins)).Declined is { Busy: true });
        Assert.False(Calls.Runs.ContainsKey(_id));
    }

    [Fact]
    public async Task Call_with_references_is_taken_and_reads_them_here()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        await executor.PutAsync(_id, _id);
        var reply = await CallAsync(executor, ConsistencyLevel.LastWriterWins, ExecutorUnderTest.Reference(_id));
        Assert.Equal(1, Payload.Decode<int>(reply.Outcome.Value.Memory));
        Assert.Equal(1, Calls.Runs[_id]);
    }

    private async Task<DirectReply> CallAsync(ExecutorUnderTest executor, ConsistencyLevel level, ArgumentValue? argument = null)
    {
        var link = new RecordingLink<DirectReply>();
        var call = new Call
        {
            RequestId = _id,
            Function = "mark",
            Options = new RequestOptions { Consistency = level, DeadlineUnixMs = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds() },
        };
        call.Arguments.Add(argument ?? ExecutorUnderTest.Value(_id));
        executor.Role.Calls.Accept(link).OnReceived(new DirectFrame { Call = call });
        return await link.WaitForAsync(reply => reply.RequestId == _id);
    }
}

using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

public sealed class ArgumentTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    [Trait("Feature", "3")]
    public async Task Eight_references_to_one_key_are_one_fetch()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        await executor.PutAsync("text", "12345");
        executor.Schedule(_id, "lengths", [.. Enumerable.Repeat("text", 8).Select(ExecutorUnderTest.Reference)]);
        Assert.Equal(40, Payload.Decode<int>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.Equal(["text"], Assert.Single(executor.Reads));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task References_to_several_keys_are_one_multi_get()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        await executor.PutAsync("short", "1");
        await executor.PutAsync("long", "1234567890");
        executor.Schedule(_id, "lengths", [.. Enumerable.Range(0, 8).Select(static i => ExecutorUnderTest.Reference(i % 2 == 0 ? "short" : "long"))]);
        Assert.Equal(44, Payload.Decode<int>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.Equal(["short", "long"], Assert.Single(executor.Reads));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task References_inside_of_arguments_are_read_with_the_others_and_the_state()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        await executor.PutAsync("a", "1");
        await executor.PutAsync("b", "2");
        await executor.PutAsync("last", "3");
        executor.Schedule(_id, "joined", ExecutorUnderTest.Reference("a"), ExecutorUnderTest.Value(new List<Ref<string>> { Ref.To<string>("b"), Ref.To<string>("a") }));
        Assert.Equal("1213", Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.Equal(["a", "b", "last"], Assert.Single(executor.Reads));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task References_inside_of_what_a_reference_leads_to_are_read_next()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        await executor.PutAsync("list", new List<Ref<string>> { Ref.To<string>("b") });
        await executor.PutAsync("b", "2");
        executor.Schedule(_id, "joined", ExecutorUnderTest.Value("1"), ExecutorUnderTest.Reference("list"));
        Assert.Equal("12", Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.Equal([["list", "last"], ["b"]], executor.Reads);
    }

    [Fact]
    public async Task Function_that_is_not_here_sends_its_request_elsewhere()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Schedule(_id, "nobody");
        var error = (await executor.OutcomeAsync(_id)).Error;
        Assert.Equal(ErrorCode.ExecutorLost, error.Code);
        Assert.Contains("'nobody'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executor_whose_queue_is_full_refuses_what_comes()
    {
        await using var executor = await new ExecutorUnderTest(workers: 1, maxQueued: 1).AttachedAsync();
        executor.Schedule(_id + "/1", "hold", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);
        executor.Schedule(_id + "/2", "hold", ExecutorUnderTest.Value(_id));
        executor.Schedule(_id + "/3", "hold", ExecutorUnderTest.Value(_id));
        Assert.Equal(ErrorCode.Overloaded, (await executor.OutcomeAsync(_id + "/3")).Error.Code);
        Calls.Open(_id);
        Assert.Equal(_id, Payload.Decode<string>((await executor.OutcomeAsync(_id + "/2")).Value.Memory));
    }
}

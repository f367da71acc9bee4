using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Sdk.Tests.Context;

/// <summary>What a function draws is the same in every run of its request, and differs everywhere else.</summary>
public class RandomTests
{
    [Fact]
    public void NewGuid_in_another_run_gives_the_same_ids_in_the_same_order()
    {
        var first = new TestContext("r", "f");
        var second = new TestContext("r", "f");
        Guid[] ids = [first.NewGuid(), first.NewGuid(), first.NewGuid()];
        Assert.Equal(ids, new[] { second.NewGuid(), second.NewGuid(), second.NewGuid() });
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void NewGuid_of_another_request_or_function_differs()
    {
        Guid[] ids = [new TestContext("r", "f").NewGuid(), new TestContext("s", "f").NewGuid(), new TestContext("r", "g").NewGuid()];
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void NewGuid_is_a_uuid_of_version_8()
    {
        var id = new TestContext("r", "f").NewGuid();
        Assert.Equal(8, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }

    [Fact]
    public void NewGuid_of_many_threads_gives_no_id_twice()
    {
        var context = new TestContext("r", "f");
        var ids = new Guid[1_000];
        Parallel.For(0, ids.Length, i => ids[i] = context.NewGuid());
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Random_in_another_run_draws_the_same_numbers()
    {
        var first = new TestContext("r", "f");
        var second = new TestContext("r", "f");
        Assert.Same(first.Random, first.Random);
        int[] numbers = [first.Random.Next(), first.Random.Next()];
        Assert.Equal(numbers, new[] { second.Random.Next(), second.Random.Next() });
        Assert.NotEqual(numbers[0], new TestContext("s", "f").Random.Next());
    }

    private sealed class TestContext(string request, string function) : CloudburstContext
    {
        public override InvocationId Id => new("id");

        public override string RequestId => request;

        public override int Attempt => 1;

        public override IReadOnlyDictionary<string, string> Tags => CallOptions.Default.Tags;

        public override string FunctionName => function;

        public override DateTimeOffset Deadline => DateTimeOffset.MaxValue;

        public override CancellationToken CancellationToken => default;

        public override ILogger Logger => NullLogger.Instance;

        public override TimeProvider Clock => TimeProvider.System;

        public override IStateStore State => throw new NotSupportedException();

        public override ValueTask SendAsync<T>(InvocationId to, T message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override ValueTask<ReceivedMessage<T>?> ReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}

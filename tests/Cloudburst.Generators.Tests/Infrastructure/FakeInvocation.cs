using Cloudburst.Lattices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>An invocation with arguments at hand that remembers its result.</summary>
internal sealed class FakeInvocation(params object?[] arguments) : Invocation
{
    public object?[] States { get; init; } = [];

    public object? Result { get; internal set; }

    /// <summary>The calls that run together with this one.</summary>
    public FakeBatch Batch { get; init; } = new(1);

    public FakeContext FakeContext { get; } = new();

    public override CloudburstContext Context => FakeContext;

    public override IServiceProvider Services { get; } = new NoServices();

    public object? Target { get; init; }

    public override object Instance => Target!;

    public override T Argument<T>(int index) => (T)arguments[index]!;

    public override Ref<T> Reference<T>(int index) => (Ref<T>)arguments[index]!;

    /// <summary>Where references were looked for, and in what.</summary>
    public List<(int Index, Type Type)> Searched { get; } = [];

    public override void FindReferences<T>(int index) => Searched.Add((index, typeof(T)));

    public override T? State<T>(int index) where T : default => (T?)States[index];

    public override void SetResult<T>(T value) => Result = value;

    public override async ValueTask StreamAsync<T>(IAsyncEnumerable<T> items)
    {
        var taken = new List<T>();
        await foreach (var item in items.WithCancellation(Context.CancellationToken))
            taken.Add(item);
        Result = taken;
    }

    public override ValueTask JoinBatchAsync<TItem>(TItem item, BatchRunner<TItem> run) => Batch.JoinAsync(this, item, run);

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}

/// <summary>A context that answers what the generated code asks.</summary>
internal sealed class FakeContext : CloudburstContext
{
    public CancellationTokenSource Source { get; } = new();

    public override InvocationId Id => new("id");

    public override string RequestId => "request";

    public override int Attempt => 1;

    public override IReadOnlyDictionary<string, string> Tags => CallOptions.Default.Tags;

    public override string FunctionName => "f";

    public override DateTimeOffset Deadline => DateTimeOffset.MaxValue;

    public override CancellationToken CancellationToken => Source.Token;

    public override ILogger Logger => NullLogger.Instance;

    public override TimeProvider Clock => TimeProvider.System;

    public override IStateStore State { get; } = new NoStore();

    public override ValueTask SendAsync<T>(InvocationId to, T message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override ValueTask<ReceivedMessage<T>?> ReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

/// <summary>A store that is only named, never read.</summary>
internal sealed class NoStore : IStateStore
{
    public HybridClock Clock => throw new NotSupportedException();

    public WriterJournal Journal => throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<Stamp?> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}

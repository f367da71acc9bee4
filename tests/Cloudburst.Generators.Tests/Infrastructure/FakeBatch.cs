namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>Runs a function as soon as so many calls have joined.</summary>
internal sealed class FakeBatch(int size)
{
    private readonly List<(FakeInvocation Invocation, object? Item)> _calls = [];

    public ValueTask JoinAsync<TItem>(FakeInvocation invocation, TItem item, BatchRunner<TItem> run)
    {
        _calls.Add((invocation, item));
        return _calls.Count < size ? default : run(new Batch<TItem>(_calls));
    }

    private sealed class Batch<TItem>(List<(FakeInvocation Invocation, object? Item)> calls) : InvocationBatch<TItem>
    {
        public override CancellationToken CancellationToken => calls[0].Invocation.Context.CancellationToken;

        public override IServiceProvider Services => calls[0].Invocation.Services;

        public override object Instance => calls[0].Invocation.Instance;

        public override IReadOnlyList<T> Select<T>(Func<TItem, T> parameter) => [.. calls.Select(call => parameter((TItem)call.Item!))];

        public override void SetResults<T>(IReadOnlyList<T>? results)
        {
            for (var i = 0; i < calls.Count; i++)
                calls[i].Invocation.Result = results![i];
        }

        public override void SetOutcomes<T>(IReadOnlyList<BatchResult<T>>? outcomes)
        {
            for (var i = 0; i < calls.Count; i++)
                calls[i].Invocation.Result = outcomes![i].Error is { } error ? error : outcomes[i].Value;
        }
    }
}

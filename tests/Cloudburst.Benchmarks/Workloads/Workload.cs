using Cloudburst.Benchmarks.Measuring;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>One thing that is measured: starts what it needs, and lets its contenders run.</summary>
internal abstract class Workload : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();

    /// <summary>The name in the result, and the subcommand.</summary>
    public abstract string Name { get; }

    public abstract string Description { get; }

    /// <summary>What the rows should be, beside each other.</summary>
    public virtual IReadOnlyList<ITarget> Targets => [];

    /// <summary>Starts everything and returns the contenders; what was started is stopped by <see cref="DisposeAsync"/>, also after a failure.</summary>
    public abstract Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken);

    /// <summary>Sizes that are of interest beside the times, taken after the rounds.</summary>
    public virtual Task<IReadOnlyList<SizeMeasure>> SizesAsync() => Task.FromResult<IReadOnlyList<SizeMeasure>>([]);

    /// <summary>Shares of something that are of interest beside the times, taken after the rounds.</summary>
    public virtual Task<IReadOnlyList<ShareMeasure>> SharesAsync(bool quick, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ShareMeasure>>([]);

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var started))
            await started.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Remembers to stop something.</summary>
    protected T Own<T>(T started) where T : IAsyncDisposable
    {
        _started.Push(started);
        return started;
    }

    protected static void Expect<T>(T expected, T actual)
    {
        if (!Equals(expected, actual))
            throw new InvalidOperationException($"A call answered {actual} instead of {expected}");
    }
}

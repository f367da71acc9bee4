using System.ComponentModel;

namespace Cloudburst;

/// <summary>One run of a function that takes several calls at once, as the generated code sees it: what each call brings in, one result for each out.</summary>
/// <typeparam name="TItem">What each call brings.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class InvocationBatch<TItem>
{
    /// <summary>Fires when nobody waits for any of the calls any more, or the run's time is over.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>The services of the host, in a scope of this run.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>The object that an instance function runs on.</summary>
    public abstract object Instance { get; }

    /// <summary>One parameter's items, of each call one.</summary>
    public abstract IReadOnlyList<T> Select<T>(Func<TItem, T> parameter);

    /// <summary>Gives each call its result.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.BatchMismatch"/>: there are more or fewer than calls.</exception>
    public abstract void SetResults<T>(IReadOnlyList<T>? results);

    /// <summary>Gives each call its result or its failure.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.BatchMismatch"/>: there are more or fewer than calls.</exception>
    public abstract void SetOutcomes<T>(IReadOnlyList<BatchResult<T>>? outcomes);
}

/// <summary>Runs a function for several calls.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask BatchRunner<TItem>(InvocationBatch<TItem> batch);

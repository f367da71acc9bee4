using System.ComponentModel;

namespace Cloudburst;

/// <summary>
/// One run of one function, as the generated invoker sees it: decoded arguments in, one result out. Not for use in functions; they see
/// <see cref="CloudburstContext"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Invocation
{
    /// <summary>The function's view of the system.</summary>
    public abstract CloudburstContext Context { get; }

    /// <summary>The services of the host, in a scope of this invocation.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>The object that an instance function runs on.</summary>
    public abstract object Instance { get; }

    /// <summary>Decodes the wire argument at this place.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>: it is not a <typeparamref name="T"/>.</exception>
    public abstract T Argument<T>(int index);

    /// <summary>Takes the wire argument at this place as a reference, with its key and whether it was there.</summary>
    public abstract Ref<T> Reference<T>(int index);

    /// <summary>Decodes the wire argument at this place, once it is there, and finds the references in it, so that they are read before the function runs.</summary>
    public abstract void FindReferences<T>(int index);

    /// <summary>Decodes the register that was read for the key at this place of the function's state keys.</summary>
    public abstract T? State<T>(int index);

    /// <summary>Gives the function's result.</summary>
    public abstract void SetResult<T>(T value);

    /// <summary>Gives the function's results as it yields them, no faster than the caller takes them.</summary>
    /// <returns>Completes when the last one is on its way.</returns>
    public abstract ValueTask StreamAsync<T>(IAsyncEnumerable<T> items);

    /// <summary>Runs together with other calls of the function that wait here.</summary>
    /// <param name="item">What this call brings: its arguments, decoded.</param>
    /// <param name="run">Runs the function for all of them.</param>
    /// <returns>Completes when this call has its result; throws what it failed with.</returns>
    public abstract ValueTask JoinBatchAsync<TItem>(TItem item, BatchRunner<TItem> run);
}

/// <summary>Runs a function: decodes its arguments from the invocation, calls it, and sets the result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask FunctionInvoker(Invocation invocation);

/// <summary>Finds the references inside of a function's arguments; called again when more of these are there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ReferenceFinder(Invocation invocation);

/// <summary>Computes the keys of a function's <see cref="FromStateAttribute"/> parameters from its arguments, in declared order.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate string[] StateKeys(Invocation invocation);

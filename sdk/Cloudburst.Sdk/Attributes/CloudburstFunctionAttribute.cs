namespace Cloudburst;

/// <summary>
/// Makes a method a Cloudburst function: it can be called by name from any client, composed into DAGs, and keeps state through its
/// <see cref="CloudburstContext"/> or state classes. The containing class must be <see langword="partial"/>; the generator adds a nested
/// <c>Functions</c> class to it with one typed token per function.
/// </summary>
/// <remarks>
/// <para>
/// An instance method runs on an object that each executor makes once, at its first call or at its start (<see cref="WarmUpAttribute"/>), with services of the host as the constructor's
/// arguments, and disposes (<see cref="IAsyncDisposable"/>, <see cref="IDisposable"/>) when it stops. Calls share the object and run at the same time, so it must be
/// thread-safe; it is for what is costly to load, such as a model, and not for state, which no other executor would see.
/// </para>
/// <para>
/// A function may run more than once for one request (an executor died before its answer was recorded), so effects outside Cloudburst
/// should be idempotent. It may return a value, <see cref="Task"/>, <see cref="Task{TResult}"/>, <see cref="ValueTask"/> or
/// <see cref="ValueTask{TResult}"/>. Cloudburst (VLDB 2020) §3.
/// </para>
/// </remarks>
/// <param name="name">
/// The registered name, or <see langword="null"/> for <c>Class.Method</c>. Letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CloudburstFunctionAttribute(string? name = null) : Attribute
{
    /// <summary>The registered name.</summary>
    /// <value><see langword="null"/> by default: the name is <c>Class.Method</c>.</value>
    public string? Name { get; } = name;

    /// <summary>
    /// How long one run may take, in seconds. At its end the token of <see cref="CloudburstContext.CancellationToken"/> fires and the caller is told <c>FunctionTimedOut</c>, whether or not the
    /// function heeds the token. Waiting for a worker, for arguments and for the object of an instance function does not count.
    /// </summary>
    /// <value>0 by default: until the call's deadline. Otherwise more than 0, and at most 24 days.</value>
    public double TimeoutSeconds { get; set; }

    /// <summary>
    /// How many runs of it an executor has at once; further calls wait there, without taking a worker from other functions.
    /// </summary>
    /// <value>0 by default: as many as the executor has workers; one for a function with <see cref="MaxBatch"/>.</value>
    public int MaxConcurrency { get; set; }

    /// <summary>
    /// A label, such as <c>gpu</c>: the function is placed only on executors whose setting <c>Resources</c> has it. Letters, digits, <c>.</c>, <c>-</c> and <c>_</c>; case counts.
    /// </summary>
    /// <value><see langword="null"/> by default: it runs anywhere.</value>
    public string? Resource { get; set; }

    /// <summary>
    /// How many calls one run may take together. The method then takes lists and returns a list: each <c>IReadOnlyList&lt;T&gt;</c> parameter has one item of each call, and so has the
    /// result, in the same order. Callers and DAGs give one item, get one result, and know nothing of it. A run takes the calls that wait at its executor at that moment, and never waits for more.
    /// One call fails alone by its <see cref="BatchResult{T}"/>; an exception fails all of the run. Cloudburst's code (not in the paper): at most 20.
    /// </summary>
    /// <value>
    /// 0 by default: the method takes one call. Otherwise at least 1; an executor then has one run at once unless <see cref="MaxConcurrency"/> says otherwise.
    /// </value>
    public int MaxBatch { get; set; }

    /// <summary>
    /// How much memory one run needs, in MB: it is placed only on executors that have as much, and not beside runs that leave less; then it waits for them, or goes elsewhere. It is a hint, and not
    /// enforced while the function runs.
    /// </summary>
    /// <value>0 by default: nothing is known of it.</value>
    public int MemoryMB { get; set; }
}

namespace Cloudburst;

public sealed partial class DagBuilder
{
    /// <summary>
    /// Calls a function for each element of a list whose length is known only when the DAG runs; the calls run in parallel, on several executors where there are
    /// several.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="list">The list, of at most 10,000 elements.</param>
    /// <param name="label">The node's name.</param>
    /// <returns>The results, in the order of the list; one call that fails fails the node.</returns>
    public Port<TResult[]> Map<T1, TResult>(Function<T1, TResult> function, ListPort<T1> list, string? label = null) =>
        AddNode<TResult[]>(function.Name, label, Each(list));

    /// <summary>Calls a function for each element of a list; the other arguments are the same in every call.</summary>
    /// <inheritdoc cref="Map{T1, TResult}(Function{T1, TResult}, ListPort{T1}, string?)"/>
    public Port<TResult[]> Map<T1, T2, TResult>(Function<T1, T2, TResult> function, ListPort<T1> list, Port<T2> arg2, string? label = null) =>
        AddNode<TResult[]>(function.Name, label, Each(list), Bind(arg2));

    /// <summary>Calls a function for each element of a list; the other arguments are the same in every call.</summary>
    /// <inheritdoc cref="Map{T1, TResult}(Function{T1, TResult}, ListPort{T1}, string?)"/>
    public Port<TResult[]> Map<T1, T2, T3, TResult>(Function<T1, T2, T3, TResult> function, ListPort<T1> list, Port<T2> arg2, Port<T3> arg3, string? label = null) =>
        AddNode<TResult[]>(function.Name, label, Each(list), Bind(arg2), Bind(arg3));

    /// <summary>Calls a function for each element of a list; the other arguments are the same in every call.</summary>
    /// <inheritdoc cref="Map{T1, TResult}(Function{T1, TResult}, ListPort{T1}, string?)"/>
    public Port<TResult[]> Map<T1, T2, T3, T4, TResult>(
        Function<T1, T2, T3, T4, TResult> function, ListPort<T1> list, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, string? label = null) =>
        AddNode<TResult[]>(function.Name, label, Each(list), Bind(arg2), Bind(arg3), Bind(arg4));

    private DagBinding Each<T>(ListPort<T> list) => list.Owner is null || list.Owner == this
        ? list.Binding with { IsForEach = true }
        : throw new ArgumentException("The port belongs to another DAG; use the ports of this builder", nameof(list));
}

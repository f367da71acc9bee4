namespace Cloudburst;

public sealed partial class DagBuilder
{
    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<TResult>(Function<TResult> function, string? label = null) =>
        AddNode<TResult>(function.Name, label);

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, TResult>(Function<T1, TResult> function, Port<T1> arg1, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, TResult>(Function<T1, T2, TResult> function, Port<T1> arg1, Port<T2> arg2, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, TResult>(Function<T1, T2, T3, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, TResult>(Function<T1, T2, T3, T4, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, T5, TResult>(Function<T1, T2, T3, T4, T5, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, Port<T5> arg5, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4), Bind(arg5));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, T5, T6, TResult>(Function<T1, T2, T3, T4, T5, T6, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, Port<T5> arg5, Port<T6> arg6, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4), Bind(arg5), Bind(arg6));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, T5, T6, T7, TResult>(Function<T1, T2, T3, T4, T5, T6, T7, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, Port<T5> arg5, Port<T6> arg6, Port<T7> arg7, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4), Bind(arg5), Bind(arg6), Bind(arg7));

    /// <summary>Adds a use of a function, with its arguments in declared order.</summary>
    /// <returns>The node's result, to feed into others or to return as the DAG's.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Function<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4, Port<T5> arg5, Port<T6> arg6, Port<T7> arg7, Port<T8> arg8, string? label = null) =>
        AddNode<TResult>(function.Name, label, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4), Bind(arg5), Bind(arg6), Bind(arg7), Bind(arg8));
}

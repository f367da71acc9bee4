namespace Cloudburst;

public sealed partial class DagBuilder
{
    /// <summary>Adds the functions of another DAG, with its inputs bound to ports of this one: it becomes a part of this one.</summary>
    /// <returns>The other DAG's result.</returns>
    public Port<TResult> Add<T1, TResult>(Dag<T1, TResult> dag, Port<T1> arg1)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return Embed(dag, Bind(arg1));
    }

    /// <summary>Adds the functions of another DAG, with its inputs bound to ports of this one: it becomes a part of this one.</summary>
    /// <returns>The other DAG's result.</returns>
    public Port<TResult> Add<T1, T2, TResult>(Dag<T1, T2, TResult> dag, Port<T1> arg1, Port<T2> arg2)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return Embed(dag, Bind(arg1), Bind(arg2));
    }

    /// <summary>Adds the functions of another DAG, with its inputs bound to ports of this one: it becomes a part of this one.</summary>
    /// <returns>The other DAG's result.</returns>
    public Port<TResult> Add<T1, T2, T3, TResult>(Dag<T1, T2, T3, TResult> dag, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return Embed(dag, Bind(arg1), Bind(arg2), Bind(arg3));
    }

    /// <summary>Adds the functions of another DAG, with its inputs bound to ports of this one: it becomes a part of this one.</summary>
    /// <returns>The other DAG's result.</returns>
    public Port<TResult> Add<T1, T2, T3, T4, TResult>(Dag<T1, T2, T3, T4, TResult> dag, Port<T1> arg1, Port<T2> arg2, Port<T3> arg3, Port<T4> arg4)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return Embed(dag, Bind(arg1), Bind(arg2), Bind(arg3), Bind(arg4));
    }
}

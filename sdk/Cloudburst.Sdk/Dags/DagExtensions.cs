namespace Cloudburst;

/// <summary>What can follow a DAG whose result is a list or a tuple.</summary>
public static class DagExtensions
{
    /// <summary>
    /// Calls a function for each element of this DAG's result, in parallel, on several executors where there are several. The DAG's result are theirs, in the order of the
    /// list.
    /// </summary>
    /// <param name="dag">A DAG whose result is a list of at most 10,000 elements.</param>
    /// <param name="function">The function. One call that fails fails the request.</param>
    public static Dag<T1, TNext[]> Map<T1, TItem, TNext>(this Dag<T1, TItem[]> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, TNext[]> Map<T1, TItem, TNext>(this Dag<T1, List<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, TNext[]> Map<T1, TItem, TNext>(this Dag<T1, IReadOnlyList<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, TNext[]> Map<T1, TItem, TNext>(this Dag<T1, ReadOnlyMemory<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, TNext[]> Map<T1, T2, TItem, TNext>(this Dag<T1, T2, TItem[]> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, TNext[]> Map<T1, T2, TItem, TNext>(this Dag<T1, T2, List<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, TNext[]> Map<T1, T2, TItem, TNext>(this Dag<T1, T2, IReadOnlyList<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, TNext[]> Map<T1, T2, TItem, TNext>(this Dag<T1, T2, ReadOnlyMemory<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, TNext[]> Map<T1, T2, T3, TItem, TNext>(this Dag<T1, T2, T3, TItem[]> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, TNext[]> Map<T1, T2, T3, TItem, TNext>(this Dag<T1, T2, T3, List<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, TNext[]> Map<T1, T2, T3, TItem, TNext>(this Dag<T1, T2, T3, IReadOnlyList<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, TNext[]> Map<T1, T2, T3, TItem, TNext>(this Dag<T1, T2, T3, ReadOnlyMemory<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext[]> Map<T1, T2, T3, T4, TItem, TNext>(this Dag<T1, T2, T3, T4, TItem[]> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext[]> Map<T1, T2, T3, T4, TItem, TNext>(this Dag<T1, T2, T3, T4, List<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext[]> Map<T1, T2, T3, T4, TItem, TNext>(this Dag<T1, T2, T3, T4, IReadOnlyList<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <inheritdoc cref="Map{T1, TItem, TNext}(Dag{T1, TItem[]}, Function{TItem, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext[]> Map<T1, T2, T3, T4, TItem, TNext>(this Dag<T1, T2, T3, T4, ReadOnlyMemory<TItem>> dag, Function<TItem, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, list) => builder.Map(function, list));
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, TNext> Then<T1, TItem1, TItem2, TNext>(this Dag<T1, (TItem1, TItem2)> dag, Function<TItem1, TItem2, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2) = builder.Split(tuple);
            return builder.Add(function, item1, item2);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, TNext> Then<T1, TItem1, TItem2, TItem3, TNext>(this Dag<T1, (TItem1, TItem2, TItem3)> dag, Function<TItem1, TItem2, TItem3, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, TNext> Then<T1, TItem1, TItem2, TItem3, TItem4, TNext>(this Dag<T1, (TItem1, TItem2, TItem3, TItem4)> dag, Function<TItem1, TItem2, TItem3, TItem4, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3, item4) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3, item4);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, TNext> Then<T1, T2, TItem1, TItem2, TNext>(this Dag<T1, T2, (TItem1, TItem2)> dag, Function<TItem1, TItem2, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2) = builder.Split(tuple);
            return builder.Add(function, item1, item2);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, TNext> Then<T1, T2, TItem1, TItem2, TItem3, TNext>(this Dag<T1, T2, (TItem1, TItem2, TItem3)> dag, Function<TItem1, TItem2, TItem3, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, TNext> Then<T1, T2, TItem1, TItem2, TItem3, TItem4, TNext>(this Dag<T1, T2, (TItem1, TItem2, TItem3, TItem4)> dag, Function<TItem1, TItem2, TItem3, TItem4, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3, item4) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3, item4);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, TNext> Then<T1, T2, T3, TItem1, TItem2, TNext>(this Dag<T1, T2, T3, (TItem1, TItem2)> dag, Function<TItem1, TItem2, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2) = builder.Split(tuple);
            return builder.Add(function, item1, item2);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, TNext> Then<T1, T2, T3, TItem1, TItem2, TItem3, TNext>(this Dag<T1, T2, T3, (TItem1, TItem2, TItem3)> dag, Function<TItem1, TItem2, TItem3, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, TNext> Then<T1, T2, T3, TItem1, TItem2, TItem3, TItem4, TNext>(this Dag<T1, T2, T3, (TItem1, TItem2, TItem3, TItem4)> dag, Function<TItem1, TItem2, TItem3, TItem4, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3, item4) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3, item4);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, T4, TNext> Then<T1, T2, T3, T4, TItem1, TItem2, TNext>(this Dag<T1, T2, T3, T4, (TItem1, TItem2)> dag, Function<TItem1, TItem2, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2) = builder.Split(tuple);
            return builder.Add(function, item1, item2);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, T4, TNext> Then<T1, T2, T3, T4, TItem1, TItem2, TItem3, TNext>(this Dag<T1, T2, T3, T4, (TItem1, TItem2, TItem3)> dag, Function<TItem1, TItem2, TItem3, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3);
        });
    }

    /// <summary>Feeds the items of this DAG's result to a function, each to a parameter of its own.</summary>
    public static Dag<T1, T2, T3, T4, TNext> Then<T1, T2, T3, T4, TItem1, TItem2, TItem3, TItem4, TNext>(this Dag<T1, T2, T3, T4, (TItem1, TItem2, TItem3, TItem4)> dag, Function<TItem1, TItem2, TItem3, TItem4, TNext> function)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return dag.Into((builder, tuple) =>
        {
            var (item1, item2, item3, item4) = builder.Split(tuple);
            return builder.Add(function, item1, item2, item3, item4);
        });
    }
}

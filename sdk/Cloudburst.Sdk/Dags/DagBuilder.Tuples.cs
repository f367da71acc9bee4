namespace Cloudburst;

public sealed partial class DagBuilder
{
    /// <summary>Takes a result of several items apart, so that each can go its own way.</summary>
    public (Port<T1> Item1, Port<T2> Item2) Split<T1, T2>(Port<(T1, T2)> tuple) => (Item<T1>(tuple.Owner, tuple.Binding, 1), Item<T2>(tuple.Owner, tuple.Binding, 2));

    /// <summary>Takes a result of several items apart, so that each can go its own way.</summary>
    public (Port<T1> Item1, Port<T2> Item2, Port<T3> Item3) Split<T1, T2, T3>(Port<(T1, T2, T3)> tuple) =>
        (Item<T1>(tuple.Owner, tuple.Binding, 1), Item<T2>(tuple.Owner, tuple.Binding, 2), Item<T3>(tuple.Owner, tuple.Binding, 3));

    /// <summary>Takes a result of several items apart, so that each can go its own way.</summary>
    public (Port<T1> Item1, Port<T2> Item2, Port<T3> Item3, Port<T4> Item4) Split<T1, T2, T3, T4>(Port<(T1, T2, T3, T4)> tuple) =>
        (Item<T1>(tuple.Owner, tuple.Binding, 1), Item<T2>(tuple.Owner, tuple.Binding, 2), Item<T3>(tuple.Owner, tuple.Binding, 3), Item<T4>(tuple.Owner, tuple.Binding, 4));

    private Port<T> Item<T>(DagBuilder? owner, DagBinding tuple, int item)
    {
        if (owner is null)
            throw new ArgumentException("A tuple that is the same in every call needs not be taken apart; pass its items", nameof(tuple));
        if (owner != this)
            throw new ArgumentException("The port belongs to another DAG; use the ports of this builder", nameof(tuple));
        // A tuple in a tuple: the outer one's item is taken by a node of its own.
        var binding = tuple.Item == 0 ? tuple : AddChoice<T>(DagNodeKind.Choice, null, tuple).Binding;
        return new Port<T>(this, binding with { Item = item });
    }
}

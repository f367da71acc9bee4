namespace Cloudburst;

/// <summary>A list that a function is mapped over: an array, a <see cref="List{T}"/>, an <see cref="IReadOnlyList{T}"/> or a memory, as an input, a result or a constant.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct ListPort<T>
{
    private ListPort(DagBuilder? owner, DagBinding binding)
    {
        Owner = owner;
        Binding = binding;
    }

    internal DagBuilder? Owner { get; }

    internal DagBinding Binding { get; }

    /// <summary>Maps over an array.</summary>
    public static implicit operator ListPort<T>(Port<T[]> list) => new(list.Owner, list.Binding);

    /// <summary>Maps over a list.</summary>
    public static implicit operator ListPort<T>(Port<List<T>> list) => new(list.Owner, list.Binding);

    /// <summary>Maps over a list.</summary>
    public static implicit operator ListPort<T>(Port<IReadOnlyList<T>> list) => new(list.Owner, list.Binding);

    /// <summary>Maps over a memory.</summary>
    public static implicit operator ListPort<T>(Port<ReadOnlyMemory<T>> list) => new(list.Owner, list.Binding);

    /// <summary>Maps over elements that are the same in every call.</summary>
    public static implicit operator ListPort<T>(T[] list) => (Port<T[]>)list;
}

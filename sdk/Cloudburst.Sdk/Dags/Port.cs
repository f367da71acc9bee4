using System.Diagnostics;

namespace Cloudburst;

/// <summary>What flows along an edge of a DAG that is being composed: an input, a node's result, or a constant.</summary>
/// <typeparam name="T">The type of what flows.</typeparam>
[DebuggerDisplay("{Binding}")]
public readonly struct Port<T>
{
    internal Port(DagBuilder? owner, DagBinding binding)
    {
        Owner = owner;
        Binding = binding;
    }

    internal DagBuilder? Owner { get; }

    internal DagBinding Binding { get; }

    /// <summary>Fixes an argument when the DAG is written.</summary>
    public static implicit operator Port<T>(T value) => new(null, DagBinding.FromConstant(((Arg<T>)value).Encode()));

    /// <summary>Reads a register in every call.</summary>
    public static implicit operator Port<T>(Ref<T> reference) => new(null, DagBinding.FromConstant(((Arg<T>)reference).Encode()));

    /// <summary>
    /// Has the function that this is the result of placed near another one: on one machine, so that what they hand on, and what they both read, stays there. A hint: where no machine can take all that
    /// are near each other, as many as possible are on one.
    /// </summary>
    /// <param name="other">What the other function yields.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">One of the two is no function's result.</exception>
    public Port<T> Near<TOther>(Port<TOther> other)
    {
        DagBuilder.PlaceNear(this, other);
        return this;
    }

    /// <summary>
    /// Has the function that this is the result of placed apart from another one: on another machine, or else on another executor, so that they do not take each other's processors, and do not fail
    /// together. A hint: where there is only one executor, both run there.
    /// </summary>
    /// <param name="other">What the other function yields.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">One of the two is no function's result.</exception>
    public Port<T> ApartFrom<TOther>(Port<TOther> other)
    {
        DagBuilder.PlaceApart(this, other);
        return this;
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Cloudburst;

/// <summary>What came of one of many calls: a value, or what it failed with.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <remarks>Immutable.</remarks>
[DebuggerDisplay("{Index}: {Error == null ? (object)_value : Error}")]
public readonly struct CallOutcome<T>
{
    private readonly T? _value;

    internal CallOutcome(int index, T? value, Exception? error)
    {
        Index = index;
        _value = value;
        Error = error;
    }

    /// <summary>The call's place among the many, from 0.</summary>
    public int Index { get; }

    /// <summary>What it failed with; <see langword="null"/> when it has a value.</summary>
    public Exception? Error { get; }

    /// <summary>Whether it has a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="CloudburstException">The call failed; this is what it failed with.</exception>
    public T Value
    {
        get
        {
            if (Error is not null)
                ExceptionDispatchInfo.Throw(Error);
            return _value!;
        }
    }
}

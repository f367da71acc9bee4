using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// What became of one call of a batch: a value, or an exception that its caller alone gets. A function with <see cref="CloudburstFunctionAttribute.MaxBatch"/> whose calls can fail one by one
/// returns a list of them; its callers see a function that returns <typeparamref name="T"/>.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{Error is null ? (object)_value : Error}")]
public readonly struct BatchResult<T>
{
    private readonly T? _value;
    private readonly Exception? _error;
    private readonly bool _isSet;

    internal BatchResult(T? value, Exception? error)
    {
        _value = value;
        _error = error;
        _isSet = true;
    }

    /// <summary>What the caller is told; <see langword="null"/> when there is a value. A result that nobody has set, as in a new array, is an error.</summary>
    public Exception? Error => _isSet ? _error : new InvalidOperationException("The function has returned no result for this call; give each call of a batch a value or an error");

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"There is no value, as the call failed: {Error.Message}", Error);

    /// <summary>A value is a result.</summary>
    public static implicit operator BatchResult<T>(T value) => BatchResult.Of(value);
}

/// <summary>Makes the results of a batch's calls.</summary>
public static class BatchResult
{
    /// <summary>A value.</summary>
    public static BatchResult<T> Of<T>(T value) => new(value, null);

    /// <summary>A failure, which this call's caller gets as if the function had thrown it.</summary>
    public static BatchResult<T> Failed<T>(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(default, error);
    }
}

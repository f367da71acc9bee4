namespace Cloudburst;

/// <summary>
/// An argument of a call: a value, a reference to a register, or the future result of another request. Each converts implicitly, so a call
/// reads the same with all three.
/// </summary>
/// <typeparam name="T">The parameter's type.</typeparam>
public readonly struct Arg<T>
{
    private readonly T? _value;

    private Arg(ArgumentKind kind, T? value, string? key)
    {
        Kind = kind;
        _value = value;
        Key = key;
    }

    internal ArgumentKind Kind { get; }

    internal string? Key { get; }

    /// <summary>Passes a value.</summary>
    public static implicit operator Arg<T>(T value) => new(ArgumentKind.Value, value, null);

    /// <summary>Passes what a register holds, or a request has returned, when the function runs.</summary>
    public static implicit operator Arg<T>(Ref<T> reference) => new(reference.IsFuture ? ArgumentKind.Result : ArgumentKind.Key, default, reference.Key);

    /// <summary>Passes the result of another request, waited for on the executor.</summary>
    public static implicit operator Arg<T>(CloudburstFuture<T> future)
    {
        ArgumentNullException.ThrowIfNull(future);
        return new(ArgumentKind.Result, default, future.Key);
    }

    /// <summary>Writes the argument as it travels.</summary>
    internal EncodedArgument Encode() => Kind == ArgumentKind.Value
        ? new(ArgumentKind.Value, ReferenceScope.Encode(_value, out var keys), null) { InnerKeys = keys }
        : new(Kind, default, Key);
}

/// <summary>Makes arguments.</summary>
public static class Arg
{
    /// <summary>Passes a value whose static type is an interface or <see cref="object"/>; C# does not convert those by itself.</summary>
    public static Arg<T> Of<T>(T value) => value;
}

/// <summary>What an argument's bytes are.</summary>
public enum ArgumentKind
{
    /// <summary>A payload.</summary>
    Value,

    /// <summary>A key whose register is read before the function runs.</summary>
    Key,

    /// <summary>The key of another request's outcome.</summary>
    Result,
}

/// <summary>An argument as it travels.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The payload of a value.</param>
/// <param name="Key">The key, otherwise.</param>
public readonly record struct EncodedArgument(ArgumentKind Kind, ReadOnlyMemory<byte> Value, string? Key)
{
    private readonly IReadOnlyList<string>? _innerKeys;

    /// <summary>
    /// The keys that a value refers to inside, so that the call can be placed where they are cached. They are found where the function runs as well, so that nothing but that depends on them.
    /// </summary>
    public IReadOnlyList<string> InnerKeys
    {
        get => _innerKeys ?? [];
        init => _innerKeys = value;
    }
}

using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// A value that lives in the store, passed by its key: it is read on the executor, next to where it is cached, before the function runs
/// (Cloudburst, VLDB 2020, §3). Pass one where an argument is expected; declare a parameter of this type to see the key as well as the value.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
[DebuggerDisplay("Ref {Key,nq}")]
public readonly struct Ref<T>
{
    private readonly T? _value;

    /// <summary>Refers to a register by its key.</summary>
    public Ref(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Key = key;
    }

    internal Ref(string key, bool exists, T? value)
    {
        Key = key;
        Exists = exists;
        _value = value;
        IsResolved = true;
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Whether the value has been read, as it has inside a function.</summary>
    public bool IsResolved { get; }

    /// <summary>Whether the key held a value.</summary>
    public bool Exists { get; }

    /// <summary>The value; the type's default when the key is absent.</summary>
    /// <exception cref="InvalidOperationException">The reference is not resolved: it is not inside a function.</exception>
    public T? Value => IsResolved
        ? _value
        : throw new InvalidOperationException($"The reference to '{Key}' has no value here; it is read where the function runs");
}

/// <summary>Makes references.</summary>
public static class Ref
{
    /// <summary>Refers to the register under <paramref name="key"/>.</summary>
    public static Ref<T> To<T>(string key) => new(key);

    internal static Ref<T> Resolved<T>(string key, bool exists, T? value) => new(key, exists, value);
}

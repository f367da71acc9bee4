using System.Diagnostics;
using System.Text.Json.Serialization;
using MemoryPack;

namespace Cloudburst;

/// <summary>
/// A value that lives in the store, passed by its key: it is read on the executor, next to where it is cached, before the function runs
/// (Cloudburst, VLDB 2020, §3). Pass one where an argument is expected; declare a parameter of this type to see the key as well as the value, or put it into an array, a list, a
/// dictionary, a tuple or a record: all references of a call are read together.
/// </summary>
/// <remarks>
/// It travels as its key, not as its value: as part of a result or of a register's value it is a name that whoever receives it may pass on, or read. A future converts to one: then
/// the result is waited for.
/// </remarks>
/// <typeparam name="T">The value's type.</typeparam>
[DebuggerDisplay("Ref {Key,nq}")]
[JsonConverter(typeof(RefJsonConverter))]
[MemoryPackable(GenerateType.NoGenerate)]
public readonly partial struct Ref<T> : IReference, IMemoryPackFormatterRegister
{
    private readonly string? _key;
    private readonly ReferenceRead<T>? _read;

    /// <summary>Refers to a register by its key.</summary>
    public Ref(string key)
        : this(key, isFuture: false)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
    }

    internal Ref(string key, bool isFuture)
    {
        _key = key;
        IsFuture = isFuture;
    }

    internal Ref(string key, bool isFuture, ReferenceRead<T> read)
        : this(key, isFuture) => _read = read;

    /// <summary>The key. Empty inside a function whose caller has passed the value itself, or nothing.</summary>
    public string Key => _key ?? "";

    /// <summary>Whether it refers to the result of a request, which is waited for; otherwise to a register.</summary>
    public bool IsFuture { get; }

    /// <summary>Whether the value has been read, as it has inside a function.</summary>
    public bool IsResolved => _read is { IsRead: true };

    /// <summary>Whether the key held a value.</summary>
    public bool Exists => _read is { Exists: true };

    /// <summary>The value; the type's default when the key is absent.</summary>
    /// <exception cref="InvalidOperationException">
    /// The reference is not resolved: it is not inside a function, or came out of a value that was itself read from the store.
    /// </exception>
    public T? Value => _read is { IsRead: true } read
        ? read.Value
        : throw new InvalidOperationException(
            $"The reference to '{Key}' has no value here. What a call's arguments refer to is read before its function runs; one that came out of a value in the store is only a name: read it with CloudburstContext.GetAsync");

    /// <summary>Refers to what a request will return.</summary>
    public static implicit operator Ref<T>(CloudburstFuture<T> future)
    {
        ArgumentNullException.ThrowIfNull(future);
        return new(future.Key, isFuture: true);
    }

    JsonConverter IReference.CreateConverter() => new RefJsonConverter<T>();

    static void IMemoryPackFormatterRegister.RegisterFormatter() => MemoryPackFormatterProvider.Register(new RefFormatter<T>());
}

/// <summary>Makes references.</summary>
public static class Ref
{
    /// <summary>Refers to the register under <paramref name="key"/>.</summary>
    public static Ref<T> To<T>(string key) => new(key);

    internal static Ref<T> Resolved<T>(string key, bool isFuture, bool exists, T? value) => new(key, isFuture, new ReferenceRead<T>(exists, value));
}

/// <summary>A reference to whatever.</summary>
internal interface IReference
{
    JsonConverter CreateConverter();
}

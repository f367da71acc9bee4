namespace Cloudburst;

/// <summary>
/// The references inside of an argument: collected while it is written, so that the call can be placed where they are cached, and while it is read, so that they can be read from the store
/// together before its function sees it. Outside of arguments references are only names.
/// </summary>
/// <remarks>
/// Serializers tell their converters nothing of whom they work for, so it is kept by thread. They work to the end without giving the thread away.
/// </remarks>
internal static class ReferenceScope
{
    [ThreadStatic]
    private static List<string>? _written;

    [ThreadStatic]
    private static List<ReferenceRead>? _met;

    /// <summary>Writes an argument.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="keys">The keys that it refers to, each once.</param>
    public static byte[] Encode<T>(T value, out IReadOnlyList<string> keys)
    {
        keys = [];
        if (!PayloadFormat<T>.Instance.MayHoldReferences)
            return Payload.Encode(value);
        var outer = _written;
        var written = _written = [];
        try
        {
            var payload = Payload.Encode(value);
            if (written.Count > 0)
                keys = [.. written.Distinct(StringComparer.Ordinal)];
            return payload;
        }
        finally
        {
            _written = outer;
        }
    }

    /// <summary>Reads an argument.</summary>
    /// <param name="payload">Its payload.</param>
    /// <param name="isArgument">Whether it was given to the call as it is.</param>
    /// <param name="met">Receives the references in it; they have their values once these are read.</param>
    public static T? Decode<T>(ReadOnlyMemory<byte> payload, bool isArgument, List<ReferenceRead> met)
    {
        var outer = _met;
        _met = met;
        try
        {
            return Payload.Decode<T>(payload, isArgument);
        }
        finally
        {
            _met = outer;
        }
    }

    /// <summary>A reference is written.</summary>
    /// <exception cref="NotSupportedException">It stands for a value that its caller has passed, and has no key that somebody else could read.</exception>
    public static void Writes<T>(Ref<T> reference)
    {
        if (reference.Key.Length > 0)
            _written?.Add(reference.Key);
        else if (reference.Exists)
            throw new NotSupportedException($"the {typeof(Ref<T>)} has no key, as its value was passed to the function directly; write the value under a key and refer to that");
    }

    /// <summary>A reference has been read.</summary>
    public static Ref<T> Met<T>(string key, bool isFuture)
    {
        if (_met is not { } met)
            return new Ref<T>(key, isFuture);
        if (key.Length == 0)
            return Ref.Resolved<T>("", isFuture: false, exists: false, default);
        var read = new ReferenceRead<T>(key, isFuture);
        met.Add(read);
        return new Ref<T>(key, isFuture, read);
    }
}

/// <summary>What is read for a reference.</summary>
internal abstract class ReferenceRead(string key, bool isFuture)
{
    public string Key => key;

    /// <summary>Whether another request's outcome is waited for.</summary>
    public bool IsFuture => isFuture;

    public bool IsRead { get; protected set; }

    public bool Exists { get; protected set; }

    /// <summary>Takes what was read.</summary>
    /// <param name="payload">The payload; empty when the key is absent.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: it is of another type.</exception>
    public abstract void Take(ReadOnlyMemory<byte> payload);
}

/// <summary>What is read for a reference to a <typeparamref name="T"/>.</summary>
internal sealed class ReferenceRead<T> : ReferenceRead
{
    public ReferenceRead(string key, bool isFuture)
        : base(key, isFuture)
    {
    }

    public ReferenceRead(bool exists, T? value)
        : base("", isFuture: false)
    {
        IsRead = true;
        Exists = exists;
        Value = value;
    }

    public T? Value { get; private set; }

    public override void Take(ReadOnlyMemory<byte> payload)
    {
        Value = payload.IsEmpty ? default : Payload.Decode<T>(payload);
        Exists = !payload.IsEmpty;
        IsRead = true;
    }
}

using System.Text;

namespace Cloudburst.Kvs.Resp;

internal enum RespKind
{
    Integer,
    Bulk,
    Null,
    Simple,
    Error,
    Array,
}

/// <summary>One element of a reply. <see cref="Payload"/> points into the reply's buffer.</summary>
internal readonly ref struct RespValue(RespKind kind, long integer, ReadOnlySpan<byte> payload)
{
    public RespKind Kind { get; } = kind;

    /// <summary>The integer itself, or the number of elements of an array.</summary>
    public long Integer { get; } = integer;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public string Text => Kind is RespKind.Integer ? Integer.ToString(provider: null) : Encoding.UTF8.GetString(Payload);
}

/// <summary>Reads complete RESP2 replies out of a buffer.</summary>
internal ref struct RespReader(ReadOnlySpan<byte> reply)
{
    private ReadOnlySpan<byte> _rest = reply;

    /// <summary>Reads the next element; of an array only the header.</summary>
    /// <exception cref="InvalidDataException">The reply is cut off or not RESP.</exception>
    public RespValue Read()
    {
        var kind = _rest.IsEmpty ? (byte)0 : _rest[0];
        var line = ReadLine();
        switch (kind)
        {
            case (byte)'+':
                return new RespValue(RespKind.Simple, 0, line);
            case (byte)'-':
                return new RespValue(RespKind.Error, 0, line);
            case (byte)':':
                return new RespValue(RespKind.Integer, ParseInteger(line), default);
            case (byte)'*':
                var count = ParseInteger(line);
                return count < 0 ? new RespValue(RespKind.Null, 0, default) : new RespValue(RespKind.Array, count, default);
            case (byte)'$':
                var length = ParseInteger(line);
                return length < 0 ? new RespValue(RespKind.Null, 0, default) : new RespValue(RespKind.Bulk, length, ReadPayload(length));
            default:
                throw new InvalidDataException($"A reply starts with byte 0x{kind:X2}, which is not RESP.");
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        var end = _rest.IndexOf("\r\n"u8);
        if (end < 1)
            throw new InvalidDataException("A reply is cut off.");
        var line = _rest[1..end];
        _rest = _rest[(end + 2)..];
        return line;
    }

    private ReadOnlySpan<byte> ReadPayload(long length)
    {
        if (_rest.Length < length + 2)
            throw new InvalidDataException($"A reply is cut off: {length} bytes were announced, {_rest.Length} are there.");
        var payload = _rest[..(int)length];
        _rest = _rest[((int)length + 2)..];
        return payload;
    }

    private static long ParseInteger(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length
            ? value
            : throw new InvalidDataException("A reply holds something else where a number belongs.");
}

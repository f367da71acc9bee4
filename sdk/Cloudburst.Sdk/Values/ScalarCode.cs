namespace Cloudburst;

/// <summary>The second byte of a scalar or array payload: the element's type. Numbers are part of the wire contract.</summary>
internal enum ScalarCode : byte
{
    None = 0,
    Boolean = 1,
    Byte = 2,
    SByte = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Single = 10,
    Double = 11,
    Char = 12,
    Half = 13,
    Decimal = 14,
    Guid = 15,
    DateTimeOffset = 16,
    TimeSpan = 17,
    DateOnly = 18,
    TimeOnly = 19,
    Int128 = 20,
    UInt128 = 21,
}

internal static class ScalarCodes
{
    public static ScalarCode Of(Type type) =>
        type == typeof(bool) ? ScalarCode.Boolean
        : type == typeof(byte) ? ScalarCode.Byte
        : type == typeof(sbyte) ? ScalarCode.SByte
        : type == typeof(short) ? ScalarCode.Int16
        : type == typeof(ushort) ? ScalarCode.UInt16
        : type == typeof(int) ? ScalarCode.Int32
        : type == typeof(uint) ? ScalarCode.UInt32
        : type == typeof(long) ? ScalarCode.Int64
        : type == typeof(ulong) ? ScalarCode.UInt64
        : type == typeof(float) ? ScalarCode.Single
        : type == typeof(double) ? ScalarCode.Double
        : type == typeof(char) ? ScalarCode.Char
        : type == typeof(Half) ? ScalarCode.Half
        : type == typeof(decimal) ? ScalarCode.Decimal
        : type == typeof(Guid) ? ScalarCode.Guid
        : type == typeof(DateTimeOffset) ? ScalarCode.DateTimeOffset
        : type == typeof(TimeSpan) ? ScalarCode.TimeSpan
        : type == typeof(DateOnly) ? ScalarCode.DateOnly
        : type == typeof(TimeOnly) ? ScalarCode.TimeOnly
        : type == typeof(Int128) ? ScalarCode.Int128
        : type == typeof(UInt128) ? ScalarCode.UInt128
        : ScalarCode.None;

    /// <summary>The bytes of an element of an array; <see langword="null"/> for what does not lie in arrays.</summary>
    public static int? SizeOf(ScalarCode code) => code switch
    {
        ScalarCode.Boolean or ScalarCode.Byte or ScalarCode.SByte => 1,
        ScalarCode.Int16 or ScalarCode.UInt16 or ScalarCode.Char or ScalarCode.Half => 2,
        ScalarCode.Int32 or ScalarCode.UInt32 or ScalarCode.Single or ScalarCode.DateOnly => 4,
        ScalarCode.Int64 or ScalarCode.UInt64 or ScalarCode.Double or ScalarCode.TimeSpan or ScalarCode.TimeOnly => 8,
        ScalarCode.Decimal or ScalarCode.Guid or ScalarCode.Int128 or ScalarCode.UInt128 => 16,
        _ => null,
    };
}

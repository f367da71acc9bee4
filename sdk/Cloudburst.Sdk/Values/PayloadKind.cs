namespace Cloudburst;

/// <summary>The first byte of a payload: how the rest is written. A reader understands every kind, so the writer's choice may change.</summary>
internal enum PayloadKind : byte
{
    Null = 0,

    /// <summary>One value that needs no description: a number, a Guid, a time.</summary>
    Scalar = 1,

    /// <summary>A run of such values, little-endian, back to back.</summary>
    Array = 2,

    Utf8 = 3,
    MemoryPack = 4,
    Json = 5,
}

using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Cloudburst.SharedMemory;

/// <summary>The hash by which both sides find a key: of its UTF-16 characters, the same in every process of one machine.</summary>
internal static class KeyHash
{
    public static ulong Of(ReadOnlySpan<char> key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key));
}

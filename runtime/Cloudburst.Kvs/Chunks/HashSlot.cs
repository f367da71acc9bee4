using System.Text;

namespace Cloudburst.Kvs.Chunks;

/// <summary>The slot of a key in a cluster (CRC-16/XMODEM modulo 16384 of its hash tag), and for each slot a tag that leads there.</summary>
internal static class HashSlot
{
    public const int Count = 16_384;

    private static readonly Lazy<string[]> Tags = new(FindTags);

    /// <summary>A key that starts with this in braces lies in the same slot as <paramref name="key"/>, whatever characters that contains.</summary>
    public static string TagFor(string key) => Tags.Value[Of(Encoding.UTF8.GetBytes(key))];

    public static int Of(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open >= 0)
        {
            var length = key[(open + 1)..].IndexOf((byte)'}');
            if (length > 0)
                key = key.Slice(open + 1, length);
        }

        return Crc16(key) % Count;
    }

    private static int Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        }

        return crc & 0xFFFF;
    }

    private static string[] FindTags()
    {
        var tags = new string[Count];
        Span<byte> digits = stackalloc byte[16];
        for (int number = 0, found = 0; found < Count; number++)
        {
            _ = System.Buffers.Text.Utf8Formatter.TryFormat(number, digits, out var length);
            ref var tag = ref tags[Crc16(digits[..length]) % Count];
            if (tag is not null)
                continue;
            tag = Encoding.ASCII.GetString(digits[..length]);
            found++;
        }

        return tags;
    }
}

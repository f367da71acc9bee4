using System.Text;
using Cloudburst.Protocol;

namespace Cloudburst.Kvs;

/// <summary>The limits and defaults of the store.</summary>
public static class KvsLimits
{
    /// <summary>The longest key, in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 512;

    /// <summary>The largest value that a store accepts unless told otherwise, in bytes.</summary>
    public const long DefaultMaxValueBytes = Limits.MaxValueBytes;

    /// <summary>The largest value limit that can be set, in bytes: what the engines were tried with.</summary>
    public const long LargestMaxValueBytes = 400_000_000;

    /// <summary>
    /// Registers with more bytes than this are stored in chunks of this size. It is below what Garnet keeps in its log's pages: what is larger lies
    /// beside them, where its memory is not bounded, and where clients and servers would need buffers of its size.
    /// </summary>
    public const int ChunkBytes = 500_000;

    /// <summary>How long a tombstone is kept unless told otherwise.</summary>
    public static TimeSpan DefaultTombstoneRetention { get; } = TimeSpan.FromDays(1);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks a key and writes it as UTF-8.</summary>
    internal static int EncodeKey(string key, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            // Three bytes is the most that one char takes, so longer strings need not be encoded to be refused.
            if (key.Length is > 0 and <= MaxKeyBytes
                && StrictUtf8.TryGetBytes(key, destination[..MaxKeyBytes], out var written))
                return written;
        }
        catch (EncoderFallbackException e)
        {
            throw new KvsException(KvsError.InvalidKey, "A key contains an unpaired surrogate and has no UTF-8 form; use valid Unicode.", e);
        }

        throw key.Length == 0
            ? new KvsException(KvsError.InvalidKey, "The key is empty; name what is stored.")
            : new KvsException(
                KvsError.InvalidKey,
                $"The key '{key[..Math.Min(key.Length, 40)]}...' is longer than {MaxKeyBytes} bytes of UTF-8; shorten it, or hash its variable part.");
    }

    internal static byte[] EncodeKey(string key)
    {
        Span<byte> buffer = stackalloc byte[MaxKeyBytes];
        return buffer[..EncodeKey(key, buffer)].ToArray();
    }

    internal static long TimeToLiveMilliseconds(string key, TimeSpan? timeToLive)
    {
        if (timeToLive is not { } span)
            return 0;
        if (span <= TimeSpan.Zero || span > TimeSpan.FromDays(36_500))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeToLive), span, $"The time to live of key '{key}' must be above zero and at most 36500 days; leave it out for a key that does not expire.");
        }

        return Math.Max(1, (long)span.TotalMilliseconds);
    }

    internal static void CheckValue(string key, ReadOnlyMemory<byte> capsule, long limit)
    {
        if (capsule.Length > limit)
            throw KvsException.TooLarge(key, capsule.Length, limit);
        if (capsule.IsEmpty)
            throw KvsException.Malformed(key, "it is empty");
    }
}

using System.Buffers;
using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Tests;

/// <summary>Capsules to store.</summary>
internal static class Capsules
{
    private static long _keys;

    /// <summary>A key that no other test uses.</summary>
    public static string NewKey(string what = "key") => $"{what}/{Interlocked.Increment(ref _keys)}/{Guid.NewGuid():N}";

    public static Stamp At(ulong time, ulong node = 1) => new(time << 16, node);

    public static byte[] Register(ulong time, string value, ulong node = 1) => Register(time, Encoding.UTF8.GetBytes(value), node);

    public static byte[] Register(ulong time, ReadOnlySpan<byte> value, ulong node = 1)
    {
        var writer = new ArrayBufferWriter<byte>();
        Capsule.WriteLww(writer, At(time, node), value);
        return writer.WrittenSpan.ToArray();
    }

    public static string RegisterValue(KvsEntry entry) => Encoding.UTF8.GetString(Capsule.LwwPayload(entry.Capsule).Span);

    /// <summary>What one node has added to a counter so far, after the deletion at <paramref name="epoch"/>.</summary>
    public static byte[] Counter(ulong node, long value, Stamp epoch = default) =>
        Capsule.Encode(PnCounter.Bottom.Add(node, value), epoch);

    public static long CounterValue(KvsEntry entry) => Capsule.Decode<PnCounter>(entry.Capsule).Value;
}

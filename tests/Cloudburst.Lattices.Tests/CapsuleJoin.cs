using System.Buffers;

namespace Cloudburst.Lattices.Tests;

/// <summary>Does with a <see cref="JoinResult"/> what a store does.</summary>
internal static class CapsuleJoin
{
    public static byte[] Apply(byte[] stored, byte[] incoming)
    {
        var output = new ArrayBufferWriter<byte>();
        return Settle(Capsule.Join(stored, incoming, output), stored, incoming, output);
    }

    public static byte[] Converge(byte[] stored, byte[] incoming)
    {
        var output = new ArrayBufferWriter<byte>();
        return Settle(Capsule.Converge(stored, incoming, output), stored, incoming, output);
    }

    public static JoinResult ResultOf(byte[] stored, byte[] incoming) => Capsule.Join(stored, incoming, new ArrayBufferWriter<byte>());

    private static byte[] Settle(JoinResult result, byte[] stored, byte[] incoming, ArrayBufferWriter<byte> output) => result switch
    {
        JoinResult.Unchanged or JoinResult.Deleted => stored,
        JoinResult.TakeIncoming => incoming,
        JoinResult.Merged => output.WrittenSpan.ToArray(),
        _ => throw new InvalidOperationException($"The join ended in '{result}'."),
    };
}

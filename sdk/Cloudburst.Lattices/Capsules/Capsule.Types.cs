using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

// From tag to type: the only two places to touch when a lattice is added.
public static partial class Capsule
{
    private static JoinResult JoinPayloads(
        ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, CapsuleHeader header, IBufferWriter<byte> output, bool isWrite, int depth) =>
        header.Tag switch
        {
            LatticeTag.PnCounter => JoinDecoded<PnCounter>(stored, incoming, header, output, isWrite, depth),
            _ => JoinResult.Malformed,
        };

    private static bool TryValidate(ReadOnlyMemory<byte> capsule, CapsuleHeader header, int depth, [NotNullWhen(false)] out string? problem)
    {
        switch (header.Tag)
        {
            case LatticeTag.PnCounter: return TryReadPayload<PnCounter>(capsule, header, depth, out _, out problem);
            default:
                problem = "The capsule holds a lattice of a type that this library does not know.";
                return false;
        }
    }
}

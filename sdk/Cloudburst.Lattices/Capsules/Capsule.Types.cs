using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

// From tag to type: the two places to touch when a lattice is added.
public static partial class Capsule
{
    private static JoinResult JoinPayloads(
        ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, CapsuleHeader header, IBufferWriter<byte> output, bool isWrite, int depth) =>
        header.Tag switch
        {
            LatticeTag.Max => JoinDecoded<MaxLattice>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.Flag => JoinDecoded<FlagLattice>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.GrowSet => JoinDecoded<GrowSet>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.ObservedRemoveSet => JoinDecoded<ObservedRemoveSet>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.PnCounter => JoinDecoded<PnCounter>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.Map => JoinDecoded<MapLattice>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.VectorClock => JoinDecoded<VectorClock>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.SingleKeyCausal => JoinDecoded<SingleKeyCausal>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.MultiKeyCausal => JoinDecoded<MultiKeyCausal>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.OrderedSet => JoinDecoded<OrderedSet>(stored, incoming, header, output, isWrite, depth),
            LatticeTag.Priority => JoinDecoded<Priority>(stored, incoming, header, output, isWrite, depth),
            _ => JoinResult.Malformed,
        };

    private static bool TryValidate(ReadOnlyMemory<byte> capsule, CapsuleHeader header, int depth, [NotNullWhen(false)] out string? problem)
    {
        switch (header.Tag)
        {
            case LatticeTag.Max: return TryReadPayload<MaxLattice>(capsule, header, depth, out _, out problem);
            case LatticeTag.Flag: return TryReadPayload<FlagLattice>(capsule, header, depth, out _, out problem);
            case LatticeTag.GrowSet: return TryReadPayload<GrowSet>(capsule, header, depth, out _, out problem);
            case LatticeTag.ObservedRemoveSet: return TryReadPayload<ObservedRemoveSet>(capsule, header, depth, out _, out problem);
            case LatticeTag.PnCounter: return TryReadPayload<PnCounter>(capsule, header, depth, out _, out problem);
            case LatticeTag.Map: return TryReadPayload<MapLattice>(capsule, header, depth, out _, out problem);
            case LatticeTag.VectorClock: return TryReadPayload<VectorClock>(capsule, header, depth, out _, out problem);
            case LatticeTag.SingleKeyCausal: return TryReadPayload<SingleKeyCausal>(capsule, header, depth, out _, out problem);
            case LatticeTag.MultiKeyCausal: return TryReadPayload<MultiKeyCausal>(capsule, header, depth, out _, out problem);
            case LatticeTag.OrderedSet: return TryReadPayload<OrderedSet>(capsule, header, depth, out _, out problem);
            case LatticeTag.Priority: return TryReadPayload<Priority>(capsule, header, depth, out _, out problem);
            default:
                problem = "The capsule holds a lattice of a type that this library does not know.";
                return false;
        }
    }
}

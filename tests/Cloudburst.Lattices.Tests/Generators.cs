using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>Random lattices out of small alphabets, so that keys, replicas and clocks collide often.</summary>
internal static class Generators
{
    public static readonly Gen<ReadOnlyMemory<byte>> Bytes = Gen.Byte[0, 2].Array[0, 3].Select(bytes => (ReadOnlyMemory<byte>)bytes);

    public static readonly Gen<ulong> Replica = Gen.OneOf(Gen.ULong[0, 3], Gen.Const(ulong.MaxValue));

    public static readonly Gen<ulong> Count = Gen.Frequency((8, Gen.ULong[0, 4]), (1, Gen.Const(300UL)), (1, Gen.Const(ulong.MaxValue)));

    public static readonly Gen<Stamp> SmallStamp = Gen.Select(Gen.ULong[0, 4], Gen.ULong[0, 2], (time, node) => new Stamp(time, node));

    public static readonly Gen<Stamp> AnyStamp = Gen.Select(Gen.ULong, Gen.ULong, (time, node) => new Stamp(time, node));

    public static readonly Gen<LastWriterWins> LastWriterWins = Gen.Select(SmallStamp, Bytes, (stamp, bytes) => new LastWriterWins(stamp, bytes));

    public static readonly Gen<MaxLattice> Int64Max = Gen.Frequency(
        (1, Gen.Const(MaxLattice.Bottom)), (6, Gen.Long[-3, 3].Select(value => new MaxLattice(value))), (2, Gen.Long.Select(value => new MaxLattice(value))));

    public static readonly Gen<MaxLattice> DoubleMax = Gen.Frequency(
        (1, Gen.Const(MaxLattice.Bottom)),
        (8, Gen.Double.Where(value => !double.IsNaN(value)).Select(value => new MaxLattice(value))),
        (1, Gen.Const(new MaxLattice(-0.0))));

    public static readonly Gen<FlagLattice> Flag = Gen.Bool.Select(raised => raised ? FlagLattice.Raised : FlagLattice.Bottom);

    public static readonly Gen<GrowSet> GrowSet = Bytes.Array[0, 5].Select(elements => Lattices.GrowSet.Of(elements));

    public static readonly Gen<OrderedSet> OrderedSet = Bytes.Array[0, 5].Select(elements => Lattices.OrderedSet.Of(elements));

    public static readonly Gen<PnCounter> PnCounter = Gen.Select(Replica, Count, Count).Array[0, 4].Select(entries =>
        entries.Aggregate(Lattices.PnCounter.Bottom, (counter, entry) => counter.Join(Lattices.PnCounter.Delta(entry.Item1, entry.Item2, entry.Item3))));

    public static readonly Gen<VectorClock> VectorClock =
        Gen.Select(Replica, Count, (replica, count) => new Dot(replica, count)).Array[0, 3].Select(dots => Lattices.VectorClock.Of(dots));

    public static readonly Gen<Priority> Priority = Gen.Select(
        Gen.OneOf(Gen.Double[-1, 1], Gen.Int[0, 2].Select(value => (double)value), Gen.Const(double.PositiveInfinity)),
        Bytes,
        (value, bytes) => new Priority(value, bytes));

    /// <summary>
    /// Any valid state, reachable or not: parts of one history (adds by event number, removals of single events) in any combination, so that there
    /// are gaps and concurrent adds.
    /// </summary>
    public static readonly Gen<ObservedRemoveSet> ObservedRemoveSet =
        Gen.Select(Gen.ULong[0, 2], Gen.ULong[1, 4], Gen.Bool).Array[0, 6].Select(events => events.Aggregate(
            Lattices.ObservedRemoveSet.Bottom,
            (set, e) =>
            {
                // The element follows from the event: an event adds one element only.
                ReadOnlyMemory<byte> element = new[] { (byte)((e.Item1 + e.Item2) % 3) };
                var add = Lattices.ObservedRemoveSet.Delta(new Dot(e.Item1, e.Item2), element);
                return set.Join(e.Item3 ? add : add.RemoveDelta(element.Span));
            }));

    public static readonly Gen<DependencySet> Dependencies =
        Gen.Select(Bytes, VectorClock, (key, clock) => new Dependency(key, clock)).Array[0, 2].Select(entries => DependencySet.Of(entries));

    /// <summary>Any state of a key that its replicas can reach: a part of one history in which every version has seen all that its context names.</summary>
    public static readonly Gen<SingleKeyCausal> SingleKeyCausal = CausalHistory.States.Select(versions => versions.Aggregate(
        Lattices.SingleKeyCausal.Bottom,
        (all, v) => all.Join(v.IsDeletion ? Lattices.SingleKeyCausal.Deletion(v.Dot, v.Context) : Lattices.SingleKeyCausal.Of(v.Dot, v.Context, v.Payload))));

    public static readonly Gen<MultiKeyCausal> MultiKeyCausal = CausalHistory.States.Select(versions => versions.Aggregate(
        Lattices.MultiKeyCausal.Bottom,
        (all, v) => all.Join(
            v.IsDeletion
                ? Lattices.MultiKeyCausal.Deletion(v.Dot, v.Context, v.Dependencies)
                : Lattices.MultiKeyCausal.Of(v.Dot, v.Context, v.Dependencies, v.Payload))));

    /// <summary>Maps without type conflicts: the type follows from the key, and under one key from the epoch.</summary>
    public static readonly Gen<MapLattice> Map = MapOf(2);

    /// <summary>
    /// Capsules of one key in an honest history: between two deletions it has one type, so the type follows from the epoch. Registers
    /// take stamps of their own time between those of deletions.
    /// </summary>
    public static readonly Gen<byte[]> KeyHistory = Gen.Frequency(
        (2, Gen.ULong[0, 3].Select(t => Capsule.Tombstone(new Stamp(2 * t, 0)))),
        (2, Gen.Select(Gen.ULong[0, 3], Gen.ULong[1, 2], Bytes, (t, node, bytes) => Capsule.Encode(new LastWriterWins(new Stamp((2 * t) + 1, node), bytes)))),
        (2, PnCounter.Select(counter => Capsule.Encode(counter, new Stamp(0, 0)))),
        (2, ObservedRemoveSet.Select(set => Capsule.Encode(set, new Stamp(2, 0)))),
        (2, Map.Select(map => Capsule.Encode(map, new Stamp(4, 0)))),
        (1, MultiKeyCausal.Select(value => Capsule.Encode(value, new Stamp(6, 0)))),
        (1, Gen.Const(Array.Empty<byte>())));

    /// <summary>A valid capsule of any type.</summary>
    public static readonly Gen<byte[]> AnyCapsule = SmallStamp.SelectMany(epoch => Gen.OneOf(
        Gen.Const(Capsule.Tombstone(epoch)),
        LastWriterWins.Select(value => Capsule.Encode(value)),
        Gen.OneOf(Int64Max, DoubleMax).Select(value => Capsule.Encode(value, epoch)),
        Flag.Select(value => Capsule.Encode(value, epoch)),
        GrowSet.Select(value => Capsule.Encode(value, epoch)),
        ObservedRemoveSet.Select(value => Capsule.Encode(value, epoch)),
        PnCounter.Select(value => Capsule.Encode(value, epoch)),
        Map.Select(value => Capsule.Encode(value, epoch)),
        VectorClock.Select(value => Capsule.Encode(value, epoch)),
        SingleKeyCausal.Select(value => Capsule.Encode(value, epoch)),
        MultiKeyCausal.Select(value => Capsule.Encode(value, epoch)),
        OrderedSet.Select(value => Capsule.Encode(value, epoch)),
        Priority.Select(value => Capsule.Encode(value, epoch))));

    private static Gen<MapLattice> MapOf(int levels)
    {
        var entry = Gen.OneOf(
            Gen.Select(LastWriterWins, value => ("register", Capsule.Encode(value))),
            Gen.Select(SmallStamp, value => ("register", Capsule.Tombstone(value))),
            Gen.Select(PnCounter, value => ("counter", Capsule.Encode(value))),
            Gen.Select(ObservedRemoveSet, value => ("set", Capsule.Encode(value))),
            Gen.Select(SmallStamp, value => ("set", Capsule.Tombstone(value))),
            levels > 1
                ? Gen.Select(MapOf(levels - 1), value => ("map", Capsule.Encode(value)))
                : Gen.Select(GrowSet, value => ("leaf", Capsule.Encode(value))));
        return entry.Array[0, 4].Select(entries => entries.Aggregate(
            MapLattice.Bottom, (map, e) => map.Put(System.Text.Encoding.UTF8.GetBytes(e.Item1), e.Item2)));
    }
}

namespace Cloudburst.Lattices.Tests;

/// <summary>The bytes are a contract between versions and between languages: if one of these fails, the format was changed.</summary>
public class WireFormatTests
{
    private static readonly Stamp Stamp = new(0x0102030405060708, 0x1112131415161718);
    private static readonly byte[] AB = "ab"u8.ToArray();
    private static readonly byte[] C = "c"u8.ToArray();
    private static readonly VectorClock Clock = VectorClock.Of([new Dot(1, 2), new Dot(0xFF, 300)]);

    private const string StampHex = "01020304050607081112131415161718";
    private const string ClockHex = "02" + "0000000000000001" + "02" + "00000000000000FF" + "AC02";

    private static void Is<T>(string expected, T lattice, Stamp epoch = default) where T : ILattice<T>
    {
        var capsule = Capsule.Encode(lattice, epoch);
        Assert.Equal(expected, Convert.ToHexString(capsule));
        Assert.Equal(lattice, Capsule.Decode<T>(capsule));
        Assert.True(Capsule.TryValidate(capsule, out _));
    }

    [Fact]
    public void Tombstone() => Assert.Equal("C1000100" + StampHex, Convert.ToHexString(Capsule.Tombstone(Stamp)));

    [Fact]
    public void LastWriterWins() => Is("C1010100" + StampHex + "6162", new LastWriterWins(Stamp, AB));

    [Fact]
    public void LastWriterWins_bottom() => Is("C1010100" + "00000000000000000000000000000000", Lattices.LastWriterWins.Bottom);

    [Fact]
    public void Max_of_integers() => Is("C1020000" + "01" + "FFFFFFFFFFFFFFFE", new MaxLattice(-2L));

    [Fact]
    public void Max_of_doubles() => Is("C1020000" + "02" + "3FF8000000000000", new MaxLattice(1.5));

    [Fact]
    public void Max_bottom() => Is("C1020000" + "00", MaxLattice.Bottom);

    [Fact]
    public void Flag() => Is("C1030000" + "01", FlagLattice.Raised);

    [Fact]
    public void GrowSet() => Is("C1040000" + "02" + "026162" + "0163", Lattices.GrowSet.Of([C, AB]));

    [Fact]
    public void ObservedRemoveSet()
    {
        var set = Lattices.ObservedRemoveSet.Bottom.Add(1, C).Add(1, AB).Join(Lattices.ObservedRemoveSet.Delta(new Dot(2, 5), C));
        Is("C1050000"
            + "01" + "0000000000000001" + "02" // the clock: replica 1 to event 2
            + "01" + "0000000000000002" + "05" // beyond it: event 5 of replica 2
            + "02"
            + "026162" + "01" + "0000000000000001" + "02"
            + "0163" + "02" + "0000000000000001" + "01" + "0000000000000002" + "05",
            set);
    }

    [Fact]
    public void PnCounter() =>
        Is("C1060000" + "02" + "0000000000000001" + "0A" + "00" + "FFFFFFFFFFFFFFFF" + "00" + "AC02",
            Lattices.PnCounter.Bottom.Add(ulong.MaxValue, -300).Add(1, 10));

    [Fact]
    public void PnCounter_with_an_epoch() =>
        Is("C1060100" + StampHex + "01" + "0000000000000001" + "0A" + "00", Lattices.PnCounter.Delta(1, 10, 0), Stamp);

    [Fact]
    public void Map() => Is("C1070000" + "01" + "026162" + "05" + "C103000001", MapLattice.Bottom.Put(AB, Capsule.Encode(FlagLattice.Raised)));

    [Fact]
    public void VectorClock_() => Is("C1080000" + ClockHex, Clock);

    [Fact]
    public void SingleKeyCausal()
    {
        const string Name = "0000000000000005" + "07";
        var value = Lattices.SingleKeyCausal.Of(new Dot(5, 7), Clock, AB);
        Is("C1090000" + "01" + Name + ClockHex + "00" + "026162", value);
        var deletion = Lattices.SingleKeyCausal.Deletion(new Dot(6, 2), VectorClock.Bottom);
        Is("C1090000" + "02" + "0000000000000006" + "02" + "00" + "01" + Name + ClockHex + "00" + "026162", value.Join(deletion));
    }

    [Fact]
    public void Version_that_replaces_single_events()
    {
        const string Events = "02" + "0000000000000001" + "03" + "0000000000000009" + "05";
        var context = CausalContext.FromVectorClock(VectorClock.Bottom.Increment(1)).With(new Dot(1, 3)).With(new Dot(9, 5));
        const string Start = "01" + "0000000000000005" + "07" + "01" + "0000000000000001" + "01";
        Is("C1090000" + Start + "02" + Events + "026162", Lattices.SingleKeyCausal.Of(new Dot(5, 7), context, AB));
        Is("C1090000" + Start + "03" + Events, Lattices.SingleKeyCausal.Deletion(new Dot(5, 7), context));
        Is("C10A0000" + Start + "00" + "02" + Events + "026162", Lattices.MultiKeyCausal.Of(new Dot(5, 7), context, DependencySet.Empty, AB));
        Assert.Equal("01" + "0000000000000001" + "01" + Events, Convert.ToHexString(context.Encode()));
        // Announced and not there, or spelt out although the clock has it.
        Assert.False(Capsule.TryValidate(Convert.FromHexString("C1090000" + Start + "02" + "00" + "026162"), out _));
        Assert.False(Capsule.TryValidate(Convert.FromHexString("C1090000" + Start + "02" + "01" + "0000000000000001" + "02" + "026162"), out _));
        Assert.False(Capsule.TryValidate(Convert.FromHexString("C1090000" + Start + "02" + "01" + "0000000000000005" + "09" + "026162"), out _));
    }

    [Fact]
    public void MultiKeyCausal() =>
        Is("C10A0000" + "01" + "0000000000000005" + "07" + ClockHex + "01" + "0163" + "01" + "0000000000000009" + "01" + "00" + "026162",
            Lattices.MultiKeyCausal.Of(new Dot(5, 7), Clock, DependencySet.Empty.With(C, VectorClock.Bottom.Increment(9)), AB));

    [Fact]
    public void OrderedSet() => Is("C10B0000" + "02" + "026162" + "0163", Lattices.OrderedSet.Of([C, AB]));

    [Fact]
    public void Priority() => Is("C10C0000" + "4000000000000000" + "6162", new Priority(2, AB));

    [Fact]
    public void Header_says_type_stamp_and_where_the_payload_starts()
    {
        Assert.True(Capsule.TryReadHeader(Capsule.Encode(new LastWriterWins(Stamp, AB)), out var register));
        Assert.Equal(new CapsuleHeader(LatticeTag.LastWriterWins, Stamp, Capsule.LwwPayloadOffset), register);
        Assert.True(Capsule.TryReadHeader(Capsule.Encode(FlagLattice.Raised), out var flag));
        Assert.Equal(new CapsuleHeader(LatticeTag.Flag, Stamp.Zero, 4), flag);
        Assert.Equal(20, Capsule.LwwPayloadOffset);
        Assert.Equal(4, Capsule.StampOffset);
    }

    [Fact]
    public void WriteLww_writes_what_Encode_does()
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        Capsule.WriteLww(writer, Stamp, AB);
        Assert.Equal(Capsule.Encode(new LastWriterWins(Stamp, AB)), writer.WrittenSpan.ToArray());
        Assert.Equal(AB, Capsule.LwwPayload(writer.WrittenMemory).ToArray());
    }

    [Fact]
    public void Encode_of_a_register_under_a_foreign_epoch_is_refused() =>
        Assert.Throws<ArgumentException>(() => Capsule.Encode(new LastWriterWins(Stamp, AB), new Stamp(1, 1)));

    [Fact]
    public void Decode_as_another_type_says_both()
    {
        var error = Assert.Throws<LatticeTypeMismatchException>(() => Capsule.Decode<PnCounter>(Capsule.Encode(FlagLattice.Raised)));
        Assert.Contains("'Flag'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'PnCounter'", error.Message, StringComparison.Ordinal);
        Assert.Throws<LatticeTypeMismatchException>(() => Capsule.Decode<PnCounter>(Capsule.Tombstone(Stamp)));
        Assert.Throws<LatticeTypeMismatchException>(() => Capsule.LwwPayload(Capsule.Tombstone(Stamp)));
    }
}

using System.Buffers;
using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>Bytes that no honest writer made: errors, but no crash, no hang, no great allocation, and nothing that is not canonical.</summary>
public class HostileBytesTests
{
    private const int Rounds = 60_000;

    // The seed makes the corpus the same on every run, as the numbers of the rounds do for the mutations.
    private static readonly byte[][] Corpus = Generators.AnyCapsule.Array[400].Single(_ => true, "0000000000000");

    [Fact]
    public void Mutated_capsules_give_errors_or_canonical_values()
    {
        var valid = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            var mutant = Mutate(Corpus[random.Next(Corpus.Length)], random);
            if (Check(mutant, Corpus[random.Next(Corpus.Length)])) valid++;
        }

        // Were all mutants refused at the door, the test would have tested nothing.
        Assert.InRange(valid, Rounds / 20, Rounds * 19 / 20);
    }

    [Fact]
    public void Random_payloads_of_every_type_give_errors_or_canonical_values()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            var capsule = new byte[Capsule.StampOffset + random.Next(40)];
            random.NextBytes(capsule);
            capsule[0] = Capsule.FormatVersion;
            capsule[1] = (byte)random.Next(14);
            capsule[2] = (byte)random.Next(2);
            capsule[3] = 0;
            // Small numbers make counts and lengths that fit.
            for (var i = 4; i < capsule.Length; i++) capsule[i] = (byte)(random.Next(3) == 0 ? capsule[i] : capsule[i] & 3);
            Check(capsule, Corpus[random.Next(Corpus.Length)]);
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            Check(bytes, Corpus[random.Next(Corpus.Length)]);
        }
    }

    [Theory]
    [InlineData(LatticeTag.GrowSet)]
    [InlineData(LatticeTag.ObservedRemoveSet)]
    [InlineData(LatticeTag.PnCounter)]
    [InlineData(LatticeTag.Map)]
    [InlineData(LatticeTag.VectorClock)]
    [InlineData(LatticeTag.SingleKeyCausal)]
    [InlineData(LatticeTag.MultiKeyCausal)]
    [InlineData(LatticeTag.OrderedSet)]
    public void Great_counts_do_not_allocate(LatticeTag tag)
    {
        // Ten million announced, and bytes enough for the smallest items, but the second item already is out of order.
        var capsule = new byte[16 * 1024 * 1024];
        capsule[0] = Capsule.FormatVersion;
        capsule[1] = (byte)tag;
        byte[] count = [0x80, 0xAD, 0xE2, 0x04];
        count.CopyTo(capsule, Capsule.StampOffset);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Capsule.TryValidate(capsule, out _));
        // One copy of the capsule, to the next power of two.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 33L * 1024 * 1024);
    }

    [Fact]
    public void Counts_beyond_the_payload_are_refused()
    {
        byte[] capsule = [Capsule.FormatVersion, (byte)LatticeTag.GrowSet, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        Assert.False(Capsule.TryValidate(capsule, out var problem));
        Assert.Equal("A count is larger than the payload.", problem);
    }

    [Fact]
    public void Maps_nest_to_the_limit_and_no_further()
    {
        var capsule = Nest(Capsule.MaxDepth);
        Assert.True(Capsule.TryValidate(capsule, out _));
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf([], capsule));
        Assert.Equal(JoinResult.Malformed, CapsuleJoin.ResultOf([], Nest(Capsule.MaxDepth + 1)));
        Assert.Throws<LatticeFormatException>(() => MapLattice.Bottom.Put(default, capsule));
    }

    [Fact]
    public void Maps_nested_a_hundred_thousand_deep_are_refused()
    {
        var capsule = Nest(100_000);
        Assert.False(Capsule.TryValidate(capsule, out var problem));
        Assert.Contains("nested deeper", problem, StringComparison.Ordinal);
        Assert.Equal(JoinResult.Malformed, CapsuleJoin.ResultOf(capsule, Nest(2)));
    }

    [Fact]
    public void Maps_at_the_limit_join()
    {
        var (one, two) = (Nest(Capsule.MaxDepth, leaf: 1), Nest(Capsule.MaxDepth, leaf: 2));
        Assert.Equal(JoinResult.Merged, CapsuleJoin.ResultOf(one, two));
        Assert.True(Capsule.TryValidate(CapsuleJoin.Apply(one, two), out _));
    }

    [Theory]
    [InlineData("C104000002016101" + "61", "ascending")] // an element twice
    [InlineData("C104000002016201" + "61", "ascending")] // descending
    [InlineData("C104000081000161", "shortest form")] // a count in more bytes than it needs
    [InlineData("C10400000101616262", "goes on after")] // bytes after the end
    [InlineData("C1060000010000000000000001" + "0000", "entry of zeros")] // an entry of zeros
    [InlineData("C1080000010000000000000001" + "00", "number zero")] // a clock entry of zero
    [InlineData("C10200000280" + "00000000000000", "negative zero")] // negative zero
    [InlineData("C1020000027FF8000000000000", "NaN")] // not a number
    [InlineData("C102000003", "unknown kind")] // an unknown kind
    [InlineData("C103000002", "neither 0 nor 1")] // a flag of two
    [InlineData("C1030100" + "00000000000000000000000000000000" + "01", "epoch of zero")] // an epoch of zero spelled out
    [InlineData("C1010000" + "6162", "should have a stamp")] // a register without a stamp
    [InlineData("C1000100" + "00000000000000000000000000000001" + "00", "tombstone with a payload")] // a tombstone with a payload
    [InlineData("C1030200" + "01", "reserved bits")] // an unknown flag
    [InlineData("C1030001" + "01", "reserved bits")] // a reserved byte
    [InlineData("C1FF0000" + "01", "type that this library does not know")] // an unknown type
    [InlineData("C2030000" + "01", "of a version")] // another version
    [InlineData("C105000000" + "00" + "01" + "0161" + "01" + "000000000000000101", "context has not seen")] // an add that the context has not seen
    [InlineData("C105000000" + "01" + "000000000000000101" + "00", "its clock covers")] // an event beyond the clock that belongs into it
    [InlineData("C1090000" + "02" + "000000000000000101" + "00" + "00" + "0161" + "000000000000000102" + "01" + "000000000000000101" + "00" + "0161", "has overwritten")]
    [InlineData("C1090000" + "01" + "000000000000000101" + "01" + "000000000000000101" + "00" + "0161", "named in what it was written after")]
    public void Encodings_that_are_not_canonical_are_refused(string hex, string reason)
    {
        var capsule = Convert.FromHexString(hex);
        Assert.False(Capsule.TryValidate(capsule, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Equal(JoinResult.Malformed, CapsuleJoin.ResultOf([], capsule));
    }

    // Whether the bytes were valid.
    private static bool Check(byte[] bytes, byte[] other)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isValid = Capsule.TryValidate(bytes, out var problem);
        Assert.Equal(isValid, problem is null);
        var output = new ArrayBufferWriter<byte>();
        if (Capsule.Join(other, bytes, output) == JoinResult.Merged) Assert.True(Capsule.TryValidate(output.WrittenSpan, out problem), problem);
        if (isValid || bytes.Length == 0) Assert.NotEqual(JoinResult.Malformed, Capsule.Join(bytes, other, output));
        else Capsule.Join(bytes, other, output);
        Assert.Equal(isValid ? JoinResult.TakeIncoming : JoinResult.Malformed, Capsule.Join([], bytes, output));
        Capsule.Converge(bytes, other, output);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);

        if (isValid)
            Assert.Equal(bytes, DecodeAndEncode(bytes));
        else
            Assert.ThrowsAny<Exception>(() => DecodeAndEncode(bytes));
        return isValid;
    }

    private static byte[] DecodeAndEncode(byte[] bytes)
    {
        try
        {
            return Capsule.TagOf(bytes) switch
            {
                LatticeTag.Tombstone => Capsule.Tombstone(Capsule.EpochOf(bytes)),
                LatticeTag.LastWriterWins => DecodeAndEncode<LastWriterWins>(bytes),
                LatticeTag.Max => DecodeAndEncode<MaxLattice>(bytes),
                LatticeTag.Flag => DecodeAndEncode<FlagLattice>(bytes),
                LatticeTag.GrowSet => DecodeAndEncode<GrowSet>(bytes),
                LatticeTag.ObservedRemoveSet => DecodeAndEncode<ObservedRemoveSet>(bytes),
                LatticeTag.PnCounter => DecodeAndEncode<PnCounter>(bytes),
                LatticeTag.Map => DecodeAndEncode<MapLattice>(bytes),
                LatticeTag.VectorClock => DecodeAndEncode<VectorClock>(bytes),
                LatticeTag.SingleKeyCausal => DecodeAndEncode<SingleKeyCausal>(bytes),
                LatticeTag.MultiKeyCausal => DecodeAndEncode<MultiKeyCausal>(bytes),
                LatticeTag.OrderedSet => DecodeAndEncode<OrderedSet>(bytes),
                _ => DecodeAndEncode<Priority>(bytes),
            };
        }
        catch (Exception error)
        {
            Assert.IsType<LatticeFormatException>(error);
            throw;
        }
    }

    private static byte[] DecodeAndEncode<T>(byte[] bytes) where T : ILattice<T>
    {
        var lattice = Capsule.Decode<T>(bytes);
        return Capsule.Encode(lattice, Capsule.EpochOf(bytes));
    }

    private static byte[] Mutate(byte[] capsule, Random random)
    {
        var bytes = capsule.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            // The header is mostly left alone, so that the payload is reached.
            var at = random.Next(8) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(4, bytes.Count - 1), bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = (byte)random.Next(4); break;
                case 3: bytes.Insert(at, (byte)random.Next(4)); break;
                case 4: bytes.RemoveAt(at); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    // A map in a map in a map … around a counter; depth counts all capsules.
    private static byte[] Nest(int depth, ulong leaf = 1)
    {
        var headers = new Stack<byte[]>();
        var innermost = Capsule.Encode(PnCounter.Delta(leaf, 1, 0));
        var length = innermost.Length;
        for (var level = 1; level < depth; level++)
        {
            var writer = new ArrayBufferWriter<byte>();
            writer.Write<byte>([Capsule.FormatVersion, (byte)LatticeTag.Map, 0, 0, 1, 0]); // one entry, under the empty key
            var rest = (uint)length;
            for (; rest >= 0x80; rest >>= 7) writer.Write<byte>([(byte)(rest | 0x80)]);
            writer.Write<byte>([(byte)rest]);
            headers.Push(writer.WrittenSpan.ToArray());
            length += writer.WrittenCount;
        }

        return [.. headers.SelectMany(header => header), .. innermost];
    }
}

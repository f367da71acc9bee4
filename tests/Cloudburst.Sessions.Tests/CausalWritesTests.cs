using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

public class CausalWritesTests
{
    private static readonly CausalBasis Basis = new(VectorClock.Of([new Dot(1, 100)]), DependencySet.Empty);
    private static readonly byte[] Payload = [1, 2, 3];

    [Theory]
    [InlineData(SessionLevel.SingleKeyCausal, false)]
    [InlineData(SessionLevel.Causal, false)]
    [InlineData(SessionLevel.Causal, true)]
    public void Write_that_is_in_the_store_is_recognised(SessionLevel level, bool isDeletion)
    {
        var payload = isDeletion ? default(ReadOnlyMemory<byte>?) : Payload;
        var written = CausalWrites.Encode(level, new Stamp(200, 2), Basis, payload, CausalLimits.Default);
        Assert.Equal(new WriteTrace(WriteTraceKind.Found, new Dot(2, 200)), CausalWrites.Recognise(written, Basis, payload, CausalLimits.Default));
        Assert.Equal(WriteTraceKind.Unknown, CausalWrites.Recognise(written, Basis, new byte[] { 9 }, CausalLimits.Default).Kind);
    }

    [Fact]
    public void Write_was_not_made_while_nothing_has_come_after_what_it_follows()
    {
        var before = CausalWrites.Encode(SessionLevel.Causal, new Stamp(100, 1), new CausalBasis(VectorClock.Bottom, DependencySet.Empty), new byte[] { 7 }, CausalLimits.Default);
        Assert.Equal(WriteTraceKind.None, CausalWrites.Recognise(before, Basis, Payload, CausalLimits.Default).Kind);
        Assert.Equal(WriteTraceKind.None, CausalWrites.Recognise(default, Basis, Payload, CausalLimits.Default).Kind);
        Assert.Equal(WriteTraceKind.None, CausalWrites.Recognise(Capsule.Tombstone(new Stamp(300, 1)), Basis, Payload, CausalLimits.Default).Kind);
    }

    [Fact]
    public void Whether_others_have_replaced_it_nobody_can_tell()
    {
        var other = new CausalBasis(VectorClock.Of([new Dot(2, 200)]), DependencySet.Empty);
        var after = CausalWrites.Encode(SessionLevel.Causal, new Stamp(300, 3), other, new byte[] { 7 }, CausalLimits.Default);
        Assert.Equal(WriteTraceKind.Unknown, CausalWrites.Recognise(after, Basis, Payload, CausalLimits.Default).Kind);
    }
}

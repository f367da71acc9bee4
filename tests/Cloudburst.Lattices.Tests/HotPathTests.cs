using System.Buffers;

namespace Cloudburst.Lattices.Tests;

/// <summary>The joins that a store does most often allocate nothing, whatever the size of the value.</summary>
public class HotPathTests
{
    private static readonly byte[] Old = Capsule.Encode(new LastWriterWins(new Stamp(1, 1), new byte[10_000]));
    private static readonly byte[] New = Capsule.Encode(new LastWriterWins(new Stamp(2, 1), new byte[10_000]));
    private static readonly byte[] Tombstone = Capsule.Tombstone(new Stamp(3, 1));
    private static readonly byte[] Counter = Capsule.Encode(PnCounter.Delta(1, 1, 1));

    public static TheoryData<string, byte[], byte[], JoinResult> Joins => new()
    {
        { "first write", [], New, JoinResult.TakeIncoming },
        { "newer write", Old, New, JoinResult.TakeIncoming },
        { "older write", New, Old, JoinResult.Unchanged },
        { "same write again", New, New, JoinResult.Unchanged },
        { "deletion", New, Tombstone, JoinResult.TakeIncoming },
        { "write to a deleted key", Tombstone, New, JoinResult.Deleted },
        { "same counter again", Counter, Counter, JoinResult.Unchanged },
        { "another type", Counter, New, JoinResult.TypeMismatch },
    };

    [Theory]
    [MemberData(nameof(Joins))]
    public void Join_allocates_nothing(string name, byte[] stored, byte[] incoming, JoinResult expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(Capsule.Join(stored, incoming, output) == expected, name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Capsule.Join(stored, incoming, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

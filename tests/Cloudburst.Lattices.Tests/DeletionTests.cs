using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>What a deletion wins over, what wins over it, and which types may follow it.</summary>
public class DeletionTests
{
    private static readonly Stamp Early = new(1, 0);
    private static readonly Stamp Deleted = new(2, 0);
    private static readonly Stamp Late = new(3, 0);
    private static readonly PnCounter Five = PnCounter.Delta(1, 5, 0);

    private static byte[] Register(Stamp stamp) => Capsule.Encode(new LastWriterWins(stamp, new byte[] { 1 }));

    [Fact]
    public void Tombstone_beats_values_of_earlier_epochs()
    {
        var tombstone = Capsule.Tombstone(Deleted);
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(Capsule.Encode(Five), tombstone));
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(Register(Early), tombstone));
        Assert.Equal(JoinResult.Deleted, CapsuleJoin.ResultOf(tombstone, Capsule.Encode(Five)));
        Assert.Equal(JoinResult.Deleted, CapsuleJoin.ResultOf(tombstone, Register(Early)));
    }

    [Fact]
    public void Values_of_the_tombstones_epoch_or_later_beat_it()
    {
        var tombstone = Capsule.Tombstone(Deleted);
        foreach (var value in new[] { Capsule.Encode(Five, Deleted), Capsule.Encode(Five, Late), Register(Deleted), Register(Late) })
        {
            Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(tombstone, value));
            Assert.Equal(JoinResult.Unchanged, CapsuleJoin.ResultOf(value, tombstone));
        }
    }

    [Fact]
    public void Tombstones_keep_the_later()
    {
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(Capsule.Tombstone(Early), Capsule.Tombstone(Deleted)));
        Assert.Equal(JoinResult.Unchanged, CapsuleJoin.ResultOf(Capsule.Tombstone(Deleted), Capsule.Tombstone(Early)));
        Assert.Equal(JoinResult.Unchanged, CapsuleJoin.ResultOf(Capsule.Tombstone(Deleted), Capsule.Tombstone(Deleted)));
    }

    [Fact]
    public void Value_of_a_later_epoch_wins_whole_and_the_earlier_is_told()
    {
        var (before, after) = (Capsule.Encode(Five), Capsule.Encode(PnCounter.Delta(2, 1, 0), Deleted));
        Assert.Equal(after, CapsuleJoin.Apply(before, after));
        Assert.Equal(JoinResult.Deleted, CapsuleJoin.ResultOf(after, before));
    }

    [Fact]
    public void Writers_after_a_deletion_merge_in_its_epoch()
    {
        var stored = CapsuleJoin.Apply(Capsule.Encode(Five), Capsule.Tombstone(Deleted));
        stored = CapsuleJoin.Apply(stored, Capsule.Encode(PnCounter.Delta(2, 1, 0), Capsule.EpochOf(stored)));
        stored = CapsuleJoin.Apply(stored, Capsule.Encode(PnCounter.Delta(3, 1, 0), Capsule.EpochOf(stored)));
        Assert.Equal(2, Capsule.Decode<PnCounter>(stored).Value);
        Assert.Equal(Deleted, Capsule.EpochOf(stored));
    }

    [Fact]
    public void Rebased_write_is_taken()
    {
        var tombstone = Capsule.Tombstone(Deleted);
        var rebased = Capsule.WithEpoch(Capsule.Encode(Five), Capsule.EpochOf(tombstone));
        Assert.Equal(Capsule.Encode(Five, Deleted), rebased);
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(tombstone, rebased));
        Assert.Equal(Capsule.Encode(Five), Capsule.WithEpoch(rebased, Stamp.Zero));
        Assert.Equal(Register(Late), Capsule.WithEpoch(Register(Early), Late));
        Assert.Equal(Capsule.Tombstone(Late), Capsule.WithEpoch(tombstone, Late));
    }

    [Fact]
    public void Rebased_capsules_are_valid_and_keep_their_payload() =>
        Gen.Select(Generators.AnyCapsule, Generators.SmallStamp).Sample(
            (capsule, epoch) =>
            {
                var rebased = Capsule.WithEpoch(capsule, epoch);
                Assert.True(Capsule.TryValidate(rebased, out var problem), problem);
                Assert.Equal(epoch, Capsule.EpochOf(rebased));
                Assert.Equal(capsule, Capsule.WithEpoch(rebased, Capsule.EpochOf(capsule)));
            },
            iter: 5_000);

    [Fact]
    public void Deleted_key_takes_another_type()
    {
        var stored = CapsuleJoin.Apply(Capsule.Encode(Five), Capsule.Tombstone(Deleted));
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(stored, Register(Late)));
        Assert.Equal(JoinResult.TakeIncoming, CapsuleJoin.ResultOf(stored, Capsule.Encode(GrowSet.Bottom, Deleted)));
    }

    [Fact]
    public void Live_key_refuses_another_type()
    {
        var counter = Capsule.Encode(Five);
        Assert.Equal(JoinResult.TypeMismatch, CapsuleJoin.ResultOf(counter, Capsule.Encode(GrowSet.Bottom)));
        Assert.Equal(JoinResult.TypeMismatch, CapsuleJoin.ResultOf(Register(Early), counter));
        // The stamp of a register says when it was written, not that its writer saw a deletion.
        Assert.Equal(JoinResult.TypeMismatch, CapsuleJoin.ResultOf(counter, Register(Late)));
        Assert.Equal(JoinResult.TypeMismatch, CapsuleJoin.ResultOf(Capsule.Encode(GrowSet.Bottom, Deleted), counter));
    }

    [Fact]
    public void Copy_that_missed_a_deletion_converges_to_the_type_after_it()
    {
        var (before, after) = (Capsule.Encode(Five), Register(Late));
        Assert.Equal(after, CapsuleJoin.Converge(before, after));
        Assert.Equal(after, CapsuleJoin.Converge(after, before));
    }

    [Fact]
    public void Types_of_one_epoch_do_not_converge() =>
        Assert.Throws<InvalidOperationException>(() => CapsuleJoin.Converge(Capsule.Encode(Five), Capsule.Encode(GrowSet.Bottom)));
}

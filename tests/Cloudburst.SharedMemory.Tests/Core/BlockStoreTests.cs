using Cloudburst.SharedMemory.Core;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Core;

public class BlockStoreTests
{
    private const int Slots = 64;
    private readonly HeapWords _slots = new(Slots);
    private readonly BlockIndex _index;
    private readonly BlockStore _store;

    public BlockStoreTests()
    {
        _index = new BlockIndex(_slots);
        _store = new BlockStore(_index, _slots, units: 8);
    }

    [Fact]
    public void What_is_not_read_makes_room_for_what_is()
    {
        var (finder, reader) = AddReader();
        var read = Publish(1, 4);
        var unread = Publish(2, 4);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out var found));
        reader.Mark(found.Slot);
        reader.Mark(found.Slot);
        finder.Return(found);
        var newest = Published(_store.TryReserve(Hash(3), 4)!);
        Assert.True(_store.IsPublished(read));
        Assert.False(_store.IsPublished(unread));
        // A mark is good for one round.
        Published(_store.TryReserve(Hash(4), 4)!);
        Published(_store.TryReserve(Hash(5), 4)!);
        Assert.False(_store.IsPublished(read));
        Assert.False(_store.IsPublished(newest));
    }

    [Fact]
    public void A_leased_block_is_reclaimed_only_after_its_lease_was_returned()
    {
        var (finder, _) = AddReader();
        var block = Publish(1, 8);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out var found));
        Assert.Null(_store.TryReserve(Hash(2), 1));
        _store.Withdraw(block);
        Assert.Null(_store.TryReserve(Hash(2), 1));
        Assert.False(finder.TryLease(Hash(1), new AnyKey(), out _));
        finder.Return(found);
        Assert.NotNull(_store.TryReserve(Hash(2), 8));
        Assert.Equal(0, _store.Withdrawn);
    }

    [Fact]
    public void The_leases_of_a_reader_that_is_gone_do_not_count()
    {
        var (finder, reader) = AddReader();
        Publish(1, 8);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out _));
        Assert.Null(_store.TryReserve(Hash(2), 8));
        reader.Die();
        Assert.NotNull(_store.TryReserve(Hash(2), 8));
        Assert.Equal(0, _store.Readers);
    }

    [Fact]
    public void A_block_larger_than_the_arena_takes_nothing_away()
    {
        var block = Publish(1, 8);
        Assert.Null(_store.TryReserve(Hash(2), 9));
        Assert.True(_store.IsPublished(block));
    }

    [Fact]
    public void A_full_bucket_refuses_and_the_others_do_not()
    {
        var store = new BlockStore(_index, _slots, units: 100);
        for (ulong i = 0; i < Layout.BucketSlots; i++)
            Assert.True(store.TryPublish(store.TryReserve(i << 40, 1)!));
        var refused = store.TryReserve(99UL << 40, 1)!;
        Assert.False(store.TryPublish(refused));
        store.Discard(refused);
        Assert.True(store.TryPublish(store.TryReserve(1, 1)!));
        Assert.Equal(Layout.BucketSlots + 1, store.Published);
    }

    [Fact]
    public void Keys_of_one_hash_are_told_apart_by_their_blocks()
    {
        var (finder, _) = AddReader();
        var first = Publish(1, 1);
        var second = Publish(1, 1);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(unit => unit == second.Unit), out var found));
        Assert.Equal(second.Word, found.Word);
        Assert.NotEqual(first.Word, second.Word);
        Assert.False(finder.TryLease(Hash(1), new AnyKey(_ => false), out _));
    }

    [Fact]
    public void Without_a_free_lease_nothing_is_found()
    {
        var leases = new HeapWords(1);
        _store.Add(new HeapReader(Slots, leases));
        var finder = new BlockFinder(_index, new LeaseTable(leases));
        Publish(1, 1);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out var found));
        Assert.False(finder.TryLease(Hash(1), new AnyKey(), out _));
        finder.Return(found);
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out _));
    }

    [Fact]
    public void A_use_is_told_once()
    {
        var (finder, reader) = AddReader();
        var block = Publish(1, 1);
        Assert.False(_store.TakeUse(block));
        Assert.True(finder.TryLease(Hash(1), new AnyKey(), out var found));
        // The first read is the one that it was published for.
        reader.Mark(found.Slot);
        Assert.False(_store.TakeUse(block));
        reader.Mark(found.Slot);
        Assert.True(_store.TakeUse(block));
        Assert.False(_store.TakeUse(block));
    }

    private static ulong Hash(ulong key) => (key << 40) | key;

    private SharedBlock Publish(ulong key, int units) => Published(_store.TryReserve(Hash(key), units)!);

    private SharedBlock Published(SharedBlock block)
    {
        Assert.True(_store.TryPublish(block));
        return block;
    }

    private (BlockFinder Finder, HeapReader Reader) AddReader()
    {
        var leases = new HeapWords(8);
        var reader = new HeapReader(Slots, leases);
        _store.Add(reader);
        return (new BlockFinder(_index, new LeaseTable(leases)), reader);
    }
}

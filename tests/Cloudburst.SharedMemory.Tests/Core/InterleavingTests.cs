using Cloudburst.SharedMemory.Core;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Core;

/// <summary>Every order in which reads and a replacement may meet, over an arena with room for one block, so that its memory is used again at once.</summary>
public class InterleavingTests
{
    private const ulong Hash = 0x1234_5678_0000_0000;

    [Fact]
    public void A_reader_never_sees_a_block_change_in_any_order()
    {
        var explorer = new Explorer();
        var seen = new HashSet<int>();
        explorer.Run(explorer =>
        {
            var world = new World(explorer, readers: 1);
            return [() => world.Replace(2), () => seen.Add(world.Read(0))];
        });
        // The old value, the new one, and neither, when the block is found withdrawn.
        Assert.Equal([0, 1, 2], seen.Order());
        Assert.True(explorer.Runs > 1_000, $"only {explorer.Runs} orders were run");
    }

    [Fact]
    public void Two_readers_and_two_replacements_with_up_to_two_preemptions()
    {
        var explorer = new Explorer(maxPreemptions: 2);
        explorer.Run(explorer =>
        {
            var world = new World(explorer, readers: 2);
            return
            [
                () =>
                {
                    world.Replace(2);
                    world.Replace(3);
                },
                () => world.Read(0),
                () => world.Read(1),
            ];
        });
        Assert.True(explorer.Runs > 1_000, $"only {explorer.Runs} orders were run");
    }

    [Fact]
    public void A_reader_that_does_not_look_again_is_caught()
    {
        // The control: a check that can't fail proves nothing.
        var explorer = new Explorer();
        Assert.Throws<AggregateException>(() => explorer.Run(explorer =>
        {
            var world = new World(explorer, readers: 1);
            return [() => world.Replace(2), () => world.ReadWithoutLookingAgain(0)];
        }));
    }

    /// <summary>A store of one block, whose content is a number: 0 while it is being written.</summary>
    private sealed class World
    {
        private readonly Explorer _explorer;
        private readonly BlockStore _store;
        private readonly BlockIndex _index;
        private readonly LeaseTable[] _leases;
        private readonly int[] _content = new int[1];
        private SharedBlock? _block;

        public World(Explorer explorer, int readers)
        {
            _explorer = explorer;
            var slot = new BlockIndex(new HeapWords(Layout.BucketSlots)).BucketOf(Hash);
            // Only the slot that the key lies in makes a difference.
            var slots = new HeapWords(Layout.BucketSlots, index => StepIf(index == slot));
            _index = new BlockIndex(slots);
            _store = new BlockStore(_index, slots, units: 1);
            _leases = new LeaseTable[readers];
            for (var i = 0; i < readers; i++)
            {
                var words = new HeapWords(1, _ => explorer.Step());
                _leases[i] = new LeaseTable(words);
                _store.Add(new HeapReader(Layout.BucketSlots, words));
            }
            Replace(1);
        }

        public void Replace(int content)
        {
            if (_block is not null)
                _store.Withdraw(_block);
            _block = _store.TryReserve(Hash, 1);
            // Leased: the next read is a call.
            if (_block is null)
                return;
            Write(0);
            Write(content);
            Assert.True(_store.TryPublish(_block));
        }

        public int Read(int reader)
        {
            var finder = new BlockFinder(_index, _leases[reader]);
            if (!finder.TryLease(Hash, new AnyKey(), out var found))
                return 0;
            var content = Use();
            finder.Return(found);
            return content;
        }

        public void ReadWithoutLookingAgain(int reader)
        {
            var word = _index.Read(_index.BucketOf(Hash));
            if (word == 0 || _leases[reader].TryTake(word) is not (>= 0 and var lease))
                return;
            Use();
            _leases[reader].Return(lease);
        }

        private int Use()
        {
            _explorer.Step();
            var first = Volatile.Read(ref _content[0]);
            _explorer.Step();
            var second = Volatile.Read(ref _content[0]);
            Assert.NotEqual(0, first);
            Assert.Equal(first, second);
            return first;
        }

        private void Write(int content)
        {
            _explorer.Step();
            Volatile.Write(ref _content[0], content);
        }

        private void StepIf(bool matters)
        {
            if (matters)
                _explorer.Step();
        }
    }
}

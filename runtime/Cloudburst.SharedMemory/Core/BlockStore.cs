namespace Cloudburst.SharedMemory.Core;

/// <summary>
/// The writer's half of the protocol. A block is reserved, filled while nobody can find it, published in the index, withdrawn from there, and reclaimed
/// once no executor holds a lease on it. Its bytes never change between publication and reclamation, so what a reader holds can't be torn.
/// </summary>
/// <remarks>
/// <para>Why a leased block is never reclaimed: a reader writes its lease, then looks whether the block is still in the index
/// (<see cref="BlockFinder"/>); the writer takes the block out of the index, then looks for leases (<see cref="Collect"/>). With a full fence between
/// the two steps on both sides, at least one of them sees the other.</para>
/// <para>When there is no room, the least recently read blocks are withdrawn: CLOCK, with the marks that executors leave (<see cref="IBlockReader"/>).</para>
/// <para>Thread-safe. The lock is an innermost one: nothing is called under it that takes another.</para>
/// </remarks>
internal sealed class BlockStore(BlockIndex index, SharedWords fence, long units)
{
    private readonly Lock _gate = new();
    private readonly ArenaAllocator _arena = new(units);
    private readonly LinkedList<SharedBlock> _circle = [];
    private readonly List<SharedBlock> _withdrawn = [];
    private readonly List<IBlockReader> _readers = [];
    private long _highWater;
    private long _withdrawnUnits;

    /// <summary>How many units have ever been written, and so take memory.</summary>
    public long HighWater => Volatile.Read(ref _highWater);

    /// <summary>Blocks that are in the index.</summary>
    public int Published
    {
        get
        {
            lock (_gate)
                return _circle.Count;
        }
    }

    /// <summary>Blocks that are out of the index and wait for their readers.</summary>
    public int Withdrawn
    {
        get
        {
            lock (_gate)
                return _withdrawn.Count;
        }
    }

    /// <summary>Executors whose leases count.</summary>
    public int Readers
    {
        get
        {
            lock (_gate)
                return _readers.Count;
        }
    }

    /// <summary>Takes room for a block, if need be from those that were not read lately.</summary>
    /// <returns>Null when there is none: everything is leased, or the arena is too small.</returns>
    public SharedBlock? TryReserve(ulong hash, long blockUnits)
    {
        lock (_gate)
        {
            if (blockUnits > _arena.Capacity)
                return null;
            if (_withdrawn.Count > 0)
                Collect();
            var unit = _arena.TryTake(blockUnits);
            if (unit < 0)
                unit = MakeRoom(blockUnits);
            if (unit < 0)
                return null;
            Volatile.Write(ref _highWater, _arena.HighWater);
            return new SharedBlock(hash, unit, blockUnits);
        }
    }

    /// <summary>Lets readers find a block that has been filled.</summary>
    /// <returns>False when the index has no room for its key.</returns>
    public bool TryPublish(SharedBlock block)
    {
        lock (_gate)
        {
            block.Slot = index.TryPut(block.Hash, block.Word);
            if (!block.IsPublished)
                return false;
            // Comes without a mark, so that what is read only once goes before what is read again.
            _circle.AddLast(block.Place);
            return true;
        }
    }

    /// <summary>Gives a block back that was never published.</summary>
    public void Discard(SharedBlock block)
    {
        lock (_gate)
            _arena.Return(block.Unit, block.Units);
    }

    /// <summary>Takes a block out of the index, if it is in it: reads that begin from now on do not find it.</summary>
    public void Withdraw(SharedBlock block)
    {
        lock (_gate)
        {
            if (block.IsPublished)
                Retire(block);
        }
    }

    /// <summary>Whether a block can be found.</summary>
    public bool IsPublished(SharedBlock block)
    {
        lock (_gate)
            return block.IsPublished;
    }

    /// <summary>Whether somebody has read the block since this was last asked.</summary>
    public bool TakeUse(SharedBlock block)
    {
        lock (_gate)
        {
            Harvest(block);
            var used = block.WasUsed;
            block.WasUsed = false;
            return used;
        }
    }

    public void Add(IBlockReader reader)
    {
        lock (_gate)
            _readers.Add(reader);
    }

    /// <summary>Reclaims what no reader holds any more, and forgets readers that are gone.</summary>
    public void Sweep()
    {
        lock (_gate)
            Collect();
    }

    /// <summary>Writes nothing beyond what was written before: there is no more memory.</summary>
    public void StopGrowing()
    {
        lock (_gate)
            _arena.StopGrowing();
    }

    private long MakeRoom(long blockUnits)
    {
        var leased = Leased();
        // Twice round takes every mark away once; what is left then is in use.
        for (var steps = 2 * _circle.Count; steps > 0 && _circle.First is { } hand; steps--)
        {
            var block = hand.Value;
            Harvest(block);
            if (block.IsUsed || leased.Contains(block.Word))
            {
                block.IsUsed = false;
                _circle.Remove(hand);
                _circle.AddLast(hand);
                continue;
            }
            Retire(block);
            if (_arena.Free + _withdrawnUnits < blockUnits)
                continue;
            Collect();
            if (_arena.TryTake(blockUnits) is >= 0 and var unit)
                return unit;
        }
        return -1;
    }

    private void Retire(SharedBlock block)
    {
        index.Clear(block.Slot);
        block.Slot = -1;
        _circle.Remove(block.Place);
        _withdrawn.Add(block);
        _withdrawnUnits += block.Units;
    }

    private void Collect()
    {
        var leased = Leased();
        for (var i = _withdrawn.Count - 1; i >= 0; i--)
        {
            var block = _withdrawn[i];
            if (leased.Contains(block.Word))
                continue;
            _arena.Return(block.Unit, block.Units);
            _withdrawnUnits -= block.Units;
            _withdrawn[i] = _withdrawn[^1];
            _withdrawn.RemoveAt(_withdrawn.Count - 1);
        }
    }

    private HashSet<ulong> Leased()
    {
        // Blocks were taken out of the index before this, leases are looked at after it.
        fence.Fence();
        var leased = new HashSet<ulong>();
        for (var i = _readers.Count - 1; i >= 0; i--)
        {
            if (_readers[i].IsGone())
                _readers.RemoveAt(i);
            else
                _readers[i].AddLeases(leased);
        }
        return leased;
    }

    private void Harvest(SharedBlock block)
    {
        if (!block.IsPublished)
            return;
        var reads = 0;
        foreach (var reader in _readers)
            reads += reader.TakeMark(block.Slot);
        if (reads == 0)
            return;
        // Who made it be published reads it then; that is not yet reading it again.
        if (block.IsNew)
        {
            block.IsNew = false;
            reads--;
        }
        if (reads > 0)
            block.IsUsed = block.WasUsed = true;
    }
}

using System.Diagnostics;

namespace Cloudburst.Scheduler.Placement;

/// <summary>A machine that has an executor or a cache. Its number is small, so that sums over machines fit into an array.</summary>
[DebuggerDisplay("{NodeId,nq}")]
internal sealed class Machine(string nodeId, int number)
{
    public string NodeId { get; } = nodeId;

    public int Number { get; } = number;

    /// <summary>How many executors and caches of it are there; changed under the lock of <see cref="Machines"/>.</summary>
    public int Users { get; set; }
}

/// <summary>Numbers the machines. A number is given again when the last executor and the cache of its machine are gone, so that machines which come and go use up none.</summary>
internal sealed class Machines
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Machine> _byId = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = new();
    private int _count;

    /// <summary>Numbers are below this.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The machine of an executor or a cache that has come.</summary>
    public Machine Enter(string nodeId)
    {
        lock (_gate)
        {
            if (!_byId.TryGetValue(nodeId, out var machine))
            {
                if (!_free.TryPop(out var number))
                    Volatile.Write(ref _count, (number = _count) + 1);
                _byId[nodeId] = machine = new Machine(nodeId, number);
            }
            machine.Users++;
            return machine;
        }
    }

    /// <summary>An executor or a cache has gone. Whoever still holds the machine may go on reading it.</summary>
    public void Leave(Machine machine)
    {
        lock (_gate)
        {
            if (--machine.Users > 0)
                return;
            _byId.Remove(machine.NodeId);
            _free.Push(machine.Number);
        }
    }
}

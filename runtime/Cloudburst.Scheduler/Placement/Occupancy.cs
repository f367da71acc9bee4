using System.Collections.Frozen;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// What the functions that run on an executor take of what it has: turns of those that have only so many runs at once, and memory. This scheduler's requests count from when they are
/// placed to their end; of others' it is known from reports which functions stand in line.
/// </summary>
/// <remarks>Thread-safe, lock-free; decisions that are taken at the same moment may overlook each other.</remarks>
internal sealed class Occupancy
{
    private readonly FrozenDictionary<string, Turns> _turns;
    private readonly FrozenDictionary<string, int> _memory;
    private readonly int _memoryMB;
    private int _reservedMB;

    public Occupancy(ExecutorHello hello)
    {
        _memoryMB = hello.MemoryMb;
        _turns = hello.Functions.Where(static function => function.MaxConcurrency > 0)
            .ToFrozenDictionary(static function => function.Name, static function => new Turns(function.MaxConcurrency), StringComparer.Ordinal);
        _memory = hello.Functions.Where(static function => function.MemoryMb > 0)
            .ToFrozenDictionary(static function => function.Name, static function => function.MemoryMb, StringComparer.Ordinal);
    }

    /// <summary>Whether there is anything that functions could use up.</summary>
    public bool IsLimited => _turns.Count > 0 || _memory.Count > 0;

    /// <summary>Called when a request has given memory back that others may wait for.</summary>
    public Action? RoomMade { get; set; }

    /// <summary>The memory that is not reserved, in MB.</summary>
    public int FreeMB => _memoryMB == 0 ? int.MaxValue : Math.Max(0, _memoryMB - Volatile.Read(ref _reservedMB));

    /// <summary>Whether it could ever run a function, with nothing else running.</summary>
    public bool CanFit(FunctionInfo function) => _memoryMB == 0 || function.MemoryMb <= _memoryMB;

    /// <summary>Whether a run of a function has the memory that it needs now.</summary>
    public bool HasMemoryFor(FunctionInfo function) => function.MemoryMb == 0 || function.MemoryMb <= FreeMB;

    /// <summary>Whether another run of a function would stand in line.</summary>
    public bool IsFull(string function) => _turns.TryGetValue(function, out var turns) && turns.IsFull;

    /// <summary>How many runs of a function would go before another one.</summary>
    public int LineOf(string function) => _turns.TryGetValue(function, out var turns) ? turns.Line : 0;

    /// <summary>Counts the runs of a request.</summary>
    /// <param name="functions">The functions of it that run here, one for each run.</param>
    /// <returns>To be given back at its end; <see langword="null"/> when they take nothing.</returns>
    public Share? Take(IEnumerable<string> functions)
    {
        List<Turns>? taken = null;
        var memory = 0;
        foreach (var function in functions)
        {
            if (_turns.TryGetValue(function, out var turns))
            {
                turns.Begin();
                (taken ??= []).Add(turns);
            }
            // One after the other is what functions of a DAG run on one executor, for the most part: the largest counts.
            memory = Math.Max(memory, _memory.GetValueOrDefault(function));
        }
        if (taken is null && memory == 0)
            return null;
        Interlocked.Add(ref _reservedMB, memory);
        return new Share(this, taken, memory);
    }

    /// <summary>Takes a report of which functions stand in line there, whoever placed them.</summary>
    public void Report(ExecutorStatus status)
    {
        foreach (var (function, turns) in _turns)
            turns.Reported = status.Lines.FirstOrDefault(line => line.Function == function)?.Waiting ?? 0;
    }

    /// <summary>What a request takes.</summary>
    internal sealed class Share(Occupancy owner, List<Turns>? turns, int memoryMB)
    {
        /// <summary>Gives it back. Called once.</summary>
        public void Return()
        {
            turns?.ForEach(static some => some.End());
            if (memoryMB == 0)
                return;
            Interlocked.Add(ref owner._reservedMB, -memoryMB);
            owner.RoomMade?.Invoke();
        }
    }

    /// <summary>The runs of one function.</summary>
    internal sealed class Turns(int most)
    {
        private int _running;
        private volatile int _reported;

        /// <summary>Invocations that stood in line at the last report.</summary>
        public int Reported
        {
            get => _reported;
            set => _reported = value;
        }

        public bool IsFull => Volatile.Read(ref _running) >= most || Reported > 0;

        public int Line => Math.Max(Volatile.Read(ref _running), Reported);

        public void Begin() => Interlocked.Increment(ref _running);

        public void End() => Interlocked.Decrement(ref _running);
    }
}

using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// The search of Wing and Gong with the memory of Lowe: puts operations in order one by one, each among those that nothing unplaced must precede, goes back when it is
/// stuck, and never looks twice at the same set of placed operations with the same state.
/// </summary>
/// <remarks>
/// Two facts about variables whose values are unique make it fast. What changes nothing and fits can be placed at once: later it could only fit less. A value that somebody
/// unplaced must still find can't be overwritten: it never comes back. So branches are writes that overlap, with nobody to tell their order.
/// </remarks>
internal sealed class RegisterSearch(List<RegisterOperation> operations)
{
    private readonly HashSet<Memory> _memory = [];
    private readonly bool[] _placed = new bool[operations.Count];
    private readonly List<int> _order = [];
    private readonly Dictionary<string, int> _needed = operations.Where(operation => operation is { Needs: true, IsPending: false, Expected: not null })
        .GroupBy(operation => operation.Expected!).ToDictionary(same => same.Key, same => same.Count());

    private int _absentNeeded = operations.Count(operation => operation is { Needs: true, IsPending: false, Expected: null });
    // The answered ones come first; what lies behind them may be left out.
    private readonly int _answered = operations.Count(operation => !operation.IsPending);
    private int _left = operations.Count(operation => !operation.IsPending);
    private int _front;
    private UInt128 _hash;
    private string? _state;
    private Stuck? _best;

    /// <summary>Null when there is an order; otherwise how far the best attempt came.</summary>
    public Stuck? Run()
    {
        // One frame per choice of a write; frames lie on the heap, because there may be thousands.
        var frames = new Stack<Frame>();
        frames.Push(Open(orderBefore: 0, stateBefore: null));
        while (_left > 0)
        {
            if (!frames.TryPeek(out var frame))
                return _best;
            if (frame.Choices.TryDequeue(out var choice))
            {
                var (orderBefore, stateBefore) = (_order.Count, _state);
                Place(choice);
                frames.Push(Open(orderBefore, stateBefore));
            }
            else
            {
                frames.Pop();
                Undo(frame);
            }
        }

        return null;
    }

    /// <summary>Places all that fits and changes nothing, then lists the writes that may come next; none when this was seen before.</summary>
    private Frame Open(int orderBefore, string? stateBefore)
    {
        while (Candidates().FirstOrDefault(i => operations[i].Writes is null && operations[i].Fits(_state), -1) is >= 0 and var silent)
            Place(silent);
        var frame = new Frame(orderBefore, stateBefore, []);
        if (_left > 0 && _memory.Add(new(_hash, _order.Count, _state)))
        {
            foreach (var i in Candidates().Concat(Hidden()).Where(i => operations[i].Writes is not null && operations[i].Fits(_state) && MayLeave(_state, operations[i])))
                frame.Choices.Enqueue(i);
        }

        if (frame.Choices.Count == 0)
            NoteDeadEnd();
        return frame;
    }

    /// <summary>The unplaced answered operations that no other unplaced one must precede.</summary>
    private IEnumerable<int> Candidates()
    {
        var soonest = long.MaxValue;
        for (var i = _front; i < _answered && operations[i].Start <= soonest; i++)
        {
            if (_placed[i])
                continue;
            soonest = Math.Min(soonest, operations[i].End);
            yield return i;
        }
    }

    /// <summary>
    /// The unplaced writes whose answer and version nobody saw. All that one can do is to be there instead of what a compare-and-set that failed had expected, so it is placed
    /// right before one that is stuck for it; and of plain writes that have begun one is as good as another.
    /// </summary>
    private IEnumerable<int> Hidden()
    {
        if (!Candidates().Any(i => operations[i].Kind == RegisterOperationKind.FailedCompareAndSet && operations[i].Expected == _state))
            return [];
        var soonest = Candidates().Min(i => operations[i].End);
        var begun = Enumerable.Range(_answered, operations.Count - _answered).Where(i => !_placed[i] && operations[i].Start <= soonest).ToList();
        return begun.Where(i => operations[i].Needs).Concat(begun.Where(i => !operations[i].Needs).Take(1));
    }

    private bool MayLeave(string? state, RegisterOperation by)
    {
        var needed = state is null ? _absentNeeded : _needed.GetValueOrDefault(state);
        return needed == (by is { Needs: true, IsPending: false } ? 1 : 0);
    }

    private void Place(int i)
    {
        Count(i, -1);
        _placed[i] = true;
        _order.Add(i);
        while (_front < _answered && _placed[_front])
            _front++;
        if (operations[i].Writes is { } written)
            _state = written;
    }

    private void Undo(Frame frame)
    {
        for (var at = _order.Count - 1; at >= frame.OrderBefore; at--)
        {
            var i = _order[at];
            Count(i, 1);
            _placed[i] = false;
            if (i < _answered)
                _front = Math.Min(_front, i);
        }

        _order.RemoveRange(frame.OrderBefore, _order.Count - frame.OrderBefore);
        _state = frame.StateBefore;
    }

    private void Count(int i, int by)
    {
        var operation = operations[i];
        _hash ^= Key(i);
        if (operation.IsPending)
            return;
        _left += by;
        if (operation is { Needs: true, Expected: null })
            _absentNeeded += by;
        else if (operation.Needs)
            _needed[operation.Expected!] += by;
    }

    private void NoteDeadEnd()
    {
        if (_left == 0 || _order.Count <= _best?.Placed)
            return;
        // Whoever ends first among the rest must be placed before all that begin later.
        var next = Candidates().MinBy(i => operations[i].End);
        var waiting = Enumerable.Range(_front, _answered - _front)
            .FirstOrDefault(i => !_placed[i] && operations[i] is { Needs: true, IsPending: false } && operations[i].Expected == _state, -1);
        _best = new(_order.Count, _state, _order.Count > 0 ? operations[_order[^1]].Place : null, operations[next].Place, waiting < 0 ? null : operations[waiting].Place);
    }

    /// <summary>A random number of 128 bits for each operation: the set of placed ones is remembered as the exclusive or of theirs (Zobrist), right but for odds of less than 2^-80.</summary>
    private static UInt128 Key(int i) => new(Mix((ulong)i * 2), Mix((ulong)i * 2 + 1));

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <param name="Placed">How many operations were put in order.</param>
    /// <param name="State">What the variable then held.</param>
    /// <param name="Last">The last of them.</param>
    /// <param name="Next">The one that had to come next and did not fit.</param>
    /// <param name="Waiting">One that had still to find that state, so that nothing could be written over it; null when there is none.</param>
    internal sealed record Stuck(int Placed, string? State, Place? Last, Place Next, Place? Waiting);

    private readonly record struct Memory(UInt128 Placed, int Count, string? State);

    private sealed record Frame(int OrderBefore, string? StateBefore, Queue<int> Choices);
}

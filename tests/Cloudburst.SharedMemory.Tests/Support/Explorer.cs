namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>
/// Runs a few threads in every order in which their steps may happen, one step of one thread at a time. A thread is stopped before each step
/// (<see cref="Step"/>); who goes on is chosen depth first, and at most so many times against a thread that could have gone on itself.
/// </summary>
internal sealed class Explorer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly int _maxPreemptions;
    private readonly List<(int Chosen, int Choices)> _path = [];
    private int _depth;
    private int _current;
    private int _preemptions;
    private SemaphoreSlim[] _turns = [];
    private bool[] _ended = [];
    private readonly SemaphoreSlim _control = new(0);

    [ThreadStatic]
    private static int _self;

    public Explorer(int maxPreemptions = int.MaxValue) => _maxPreemptions = maxPreemptions;

    public int Runs { get; private set; }

    /// <summary>Runs every order, until one fails.</summary>
    /// <param name="start">Makes a fresh world and its threads.</param>
    public void Run(Func<Explorer, Action[]> start)
    {
        do
        {
            Runs++;
            RunOnce(start(this));
        }
        while (Advance());
    }

    /// <summary>Called by a thread before each step that others may see.</summary>
    public void Step()
    {
        if (_turns.Length == 0)
            return;
        _control.Release();
        Wait(_turns[_self - 1]);
    }

    public void Dispose() => _control.Dispose();

    private void RunOnce(Action[] threads)
    {
        _depth = 0;
        _current = -1;
        _preemptions = 0;
        _ended = new bool[threads.Length];
        _turns = [.. threads.Select(_ => new SemaphoreSlim(0))];
        var tasks = threads.Select((body, i) => Task.Factory.StartNew(
            () =>
            {
                _self = i + 1;
                try
                {
                    Wait(_turns[i]);
                    body();
                }
                finally
                {
                    _self = 0;
                    Volatile.Write(ref _ended[i], true);
                    _control.Release();
                }
            },
            TaskCreationOptions.None)).ToArray();
        while (Choose() is >= 0 and var next)
        {
            _turns[next].Release();
            Wait(_control);
        }
        Task.WaitAll(tasks);
        _turns = [];
    }

    private int Choose()
    {
        var able = Enumerable.Range(0, _ended.Length).Where(i => !Volatile.Read(ref _ended[i])).ToList();
        if (able.Count == 0)
            return -1;
        // The one that runs comes first: choosing it again is no preemption.
        if (able.Remove(_current))
        {
            able.Insert(0, _current);
            if (_preemptions >= _maxPreemptions)
                able.RemoveRange(1, able.Count - 1);
        }
        if (_depth == _path.Count)
            _path.Add((0, able.Count));
        var chosen = able[_path[_depth++].Chosen];
        if (chosen != _current && _current >= 0 && !Volatile.Read(ref _ended[_current]))
            _preemptions++;
        return _current = chosen;
    }

    private bool Advance()
    {
        while (_path.Count > 0)
        {
            var (chosen, choices) = _path[^1];
            if (chosen + 1 < choices)
            {
                _path[^1] = (chosen + 1, choices);
                return true;
            }
            _path.RemoveAt(_path.Count - 1);
        }
        return false;
    }

    private static void Wait(SemaphoreSlim turn)
    {
        if (!turn.Wait(Patience))
            throw new TimeoutException("A thread of the exploration waits for another one outside of a step");
    }
}

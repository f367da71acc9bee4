namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>
/// Runs a few threads in every order in which their steps may happen, one step of one thread at a time. A thread chooses before each of its steps
/// (<see cref="Step"/>) who goes on: depth first over all choices, and at most so many times against a thread that could have gone on itself.
/// </summary>
internal sealed class Explorer(int maxPreemptions = int.MaxValue)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<(int Chosen, int Choices)> _path = [];
    private int _depth;
    private int _current;
    private int _preemptions;
    private Turn[] _turns = [];

    [ThreadStatic]
    private static Turn? _self;

    public int Runs { get; private set; }

    /// <summary>Runs every order, until one fails.</summary>
    /// <param name="start">Makes a fresh world and its threads, always as many.</param>
    /// <exception cref="AggregateException">A thread has failed.</exception>
    public void Run(Func<Explorer, Action[]> start)
    {
        using var done = new SemaphoreSlim(0);
        try
        {
            do
            {
                Runs++;
                var bodies = start(this);
                if (_turns.Length == 0)
                    _turns = [.. bodies.Select(_ => new Turn(this, done))];
                RunOnce(bodies, done);
            }
            while (Advance());
        }
        finally
        {
            foreach (var turn in _turns)
                turn.Dispose();
        }
    }

    /// <summary>Called by a thread before each step that others may see.</summary>
    public void Step()
    {
        // While the world is made there is nobody to choose from.
        if (_self is not { } self)
            return;
        var next = Choose()!;
        if (next == self)
            return;
        next.Give();
        self.Wait();
    }

    private void RunOnce(Action[] bodies, SemaphoreSlim done)
    {
        _depth = 0;
        _current = -1;
        _preemptions = 0;
        for (var i = 0; i < bodies.Length; i++)
            _turns[i].Begin(bodies[i]);
        Choose()!.Give();
        if (!done.Wait(Patience))
            throw new TimeoutException("A thread of the exploration waits for another one outside of a step");
        var errors = _turns.Select(turn => turn.Error).OfType<Exception>().ToList();
        if (errors.Count > 0)
            throw new AggregateException(errors);
    }

    /// <summary>Chooses who goes on. Only one thread runs at a time, so nothing here needs a lock.</summary>
    /// <returns>Null when all have ended.</returns>
    private Turn? Choose()
    {
        var able = Enumerable.Range(0, _turns.Length).Where(i => !_turns[i].HasEnded).ToList();
        if (able.Count == 0)
            return null;
        // The one that runs comes first: choosing it again is no preemption.
        if (able.Remove(_current))
        {
            able.Insert(0, _current);
            if (_preemptions >= maxPreemptions)
                able.RemoveRange(1, able.Count - 1);
        }
        if (_depth == _path.Count)
            _path.Add((0, able.Count));
        var chosen = able[_path[_depth++].Chosen];
        if (chosen != _current && _current >= 0 && !_turns[_current].HasEnded)
            _preemptions++;
        _current = chosen;
        return _turns[chosen];
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

    /// <summary>A thread that lives as long as the exploration, and runs one body in each run.</summary>
    private sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _mine = new(0);
        private readonly Thread _thread;
        private Action? _body;

        public Turn(Explorer owner, SemaphoreSlim done)
        {
            _thread = new Thread(() =>
            {
                _self = this;
                while (true)
                {
                    Wait();
                    if (_body is not { } body)
                        return;
                    try
                    {
                        body();
                    }
#pragma warning disable CA1031 // Told to the test, which fails.
                    catch (Exception error)
#pragma warning restore CA1031
                    {
                        Error = error;
                    }
                    HasEnded = true;
                    if (owner.Choose() is { } next)
                        next.Give();
                    else
                        done.Release();
                }
            })
            { IsBackground = true };
            _thread.Start();
        }

        public bool HasEnded { get; private set; }

        public Exception? Error { get; private set; }

        public void Begin(Action body)
        {
            _body = body;
            HasEnded = false;
        }

        public void Give() => _mine.Release();

        public void Wait() => _mine.Wait();

        public void Dispose()
        {
            _body = null;
            Give();
            // One that hangs in a step of a failed run is left to the end of the process.
            if (_thread.Join(Patience))
                _mine.Dispose();
        }
    }
}

namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>
/// A world of nodes, with one clock that jumps from event to event and a network that misbehaves, all of it decided by the seed. One event is one step. The same seed and the
/// same calls give the same run, on any machine.
/// </summary>
public sealed class World(ulong seed, int traceLength = 200)
{
    private readonly PriorityQueue<SimulatedEvent, (long Time, long Order)> _queue = new();
    private readonly SortedDictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), long> _lastArrival = [];
    private readonly EventTrace _trace = new(traceLength);
    private readonly SeededRandom _network = new SeededRandom(seed).Fork();
    private long _order;

    /// <value>Default: no loss, no duplicates, but delays that reorder. May be changed at any time, for what is sent from then on.</value>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>For the test itself: what it draws does not change what the network does.</summary>
    public SeededRandom Random { get; } = new(~seed);

    /// <summary>Virtual microseconds since the beginning.</summary>
    public long Now { get; private set; }

    /// <summary>How many events have happened.</summary>
    public long Steps { get; private set; }

    /// <summary>The same for two runs that took the same steps.</summary>
    public ulong Fingerprint => _trace.Fingerprint;

    /// <summary>The last events, one a line.</summary>
    public string Trace => _trace.ToString();

    /// <summary>Every node, up or down, in the order of names.</summary>
    public IReadOnlyCollection<string> Nodes => _hosts.Keys;

    /// <summary>Adds a node and starts it. The factory is called again for every restart.</summary>
    public void Add(string name, Func<NodeContext, Node> create)
    {
        var host = new Host(create, new SeededRandom(seed ^ (ulong)(_hosts.Count + 1) * 0xD6E8FEB86659FD93));
        _hosts.Add(name, host);
        Start(name, host);
    }

    /// <summary>The running node of a name, to look into; null while it is down.</summary>
    public Node? Find(string name) => _hosts[name].Node;

    /// <summary>Kills a node: its memory and timers are gone, its disk stays. What it has sent still arrives.</summary>
    public void Crash(string name)
    {
        _hosts[name].Node = null;
        _hosts[name].Incarnation++;
    }

    /// <summary>Starts a node that is down; nothing when it is up.</summary>
    public void Restart(string name)
    {
        if (_hosts[name].Node is null)
            Start(name, _hosts[name]);
    }

    /// <summary>Cuts these off from all others, until <see cref="Heal"/>: whatever would cross the cut is lost, also what is on its way.</summary>
    public void Partition(params IEnumerable<string> island)
    {
        var names = island.ToHashSet();
        foreach (var (name, host) in _hosts)
            host.Island = names.Contains(name);
    }

    /// <summary>Loses what a node sends, also what is on its way, until <see cref="Heal"/>. It still hears everybody, and does what it is told without being able to say so.</summary>
    public void Mute(string name) => _hosts[name].IsMute = true;

    /// <summary>Ends every cut.</summary>
    public void Heal()
    {
        Partition();
        foreach (var host in _hosts.Values)
            host.IsMute = false;
    }

    /// <summary>Has something done to the world at a later time, as a step of its own.</summary>
    public void After(long delay, string what, Action act) => Enqueue(Now + delay, new Intervention(what, act));

    /// <summary>The next event; false when nothing is left to happen.</summary>
    /// <exception cref="SimulationFailedException">A node threw.</exception>
    public bool Step()
    {
        if (!_queue.TryDequeue(out var next, out var priority))
            return false;
        Now = priority.Time;
        (next.Time, next.Step) = (Now, ++Steps);
        try
        {
            next.Result = Blocked(next) ?? "";
            // Noted before it is done, so that a failure finds it as the last line.
            _trace.Add(next);
            if (next.Result.Length == 0)
                Happen(next);
        }
        catch (Exception e)
        {
            throw Failure($"{e.GetType().Name}: {e.Message}", e);
        }

        return true;
    }

    /// <summary>Goes on for that many steps, or until nothing is left to happen.</summary>
    public void Run(long steps)
    {
        for (var end = Steps + steps; Steps < end && Step();)
        {
        }
    }

    /// <summary>Goes on until the condition holds.</summary>
    /// <exception cref="SimulationFailedException">It does not hold after that many steps, or nothing is left to happen.</exception>
    public void RunUntil(Func<bool> condition, string what, long mostSteps)
    {
        for (var end = Steps + mostSteps; !condition();)
        {
            if (Steps == end || !Step())
                throw Failure($"Not reached: {what}.", null);
        }
    }

    /// <summary>A failure of this run, with what is needed to replay it.</summary>
    public SimulationFailedException Failure(string what, Exception? cause = null) =>
        new($"{what}\nSeed {seed}, step {Steps}, {Now} us. The last events:\n{_trace}", cause);

    internal void Send(string from, string to, object message)
    {
        if (from == to)
        {
            Enqueue(Now, new Delivery(from, to, _hosts[to].Incarnation, message));
            return;
        }

        // Every message draws the same number of times, so that one option does not change what another decides.
        var (lost, twice) = (_network.Chance(Network.Loss), _network.Chance(Network.Duplication));
        var (first, second) = (Delay(), Delay());
        if (!lost)
            Arrive(from, to, message, first);
        if (twice)
            Arrive(from, to, message, second);
    }

    internal void SetTimer(string node, int incarnation, long delay, object tag) => Enqueue(Now + delay, new TimerEvent(node, incarnation, tag));

    private void Arrive(string from, string to, object message, long delay)
    {
        var time = Now + delay;
        if (Network.KeepsOrder)
        {
            time = Math.Max(time, _lastArrival.GetValueOrDefault((from, to)));
            _lastArrival[(from, to)] = time;
        }

        Enqueue(time, new Delivery(from, to, _hosts[to].Incarnation, message));
    }

    private long Delay()
    {
        var delay = _network.Between(Network.MinDelay, Network.MaxDelay);
        var factor = _network.Between(2, 100);
        return _network.Chance(Network.Straggling) ? delay * factor : delay;
    }

    // Events at the same time happen in the order in which they were scheduled.
    private void Enqueue(long time, SimulatedEvent later) => _queue.Enqueue(later, (time, _order++));

    private void Start(string name, Host host)
    {
        host.Node = host.Create(new(this, name, host.Incarnation, host.Disk, host.Random.Fork()));
        host.Node.Start();
    }

    private string? Blocked(SimulatedEvent next) => next switch
    {
        Delivery delivery when _hosts[delivery.Node].Node is null => "lost: the receiver is down",
        Delivery delivery when _hosts[delivery.Node].Incarnation != delivery.Incarnation && !Network.OutlivesReceiver => "lost with its connection",
        Delivery delivery when _hosts[delivery.From].Island != _hosts[delivery.Node].Island => "lost: partition",
        Delivery delivery when _hosts[delivery.From].IsMute && delivery.From != delivery.Node => "lost: the sender is mute",
        TimerEvent timer when _hosts[timer.Node].Incarnation != timer.Incarnation => "void: its process is gone",
        _ => null,
    };

    private void Happen(SimulatedEvent next)
    {
        switch (next)
        {
            case Delivery delivery:
                _hosts[delivery.Node].Node!.Receive(delivery.From, delivery.Message);
                break;
            case TimerEvent timer:
                _hosts[timer.Node].Node!.Timer(timer.Tag);
                break;
            case Intervention intervention:
                intervention.Act();
                break;
        }
    }

    private sealed class Host(Func<NodeContext, Node> create, SeededRandom random)
    {
        public Func<NodeContext, Node> Create => create;

        public SeededRandom Random => random;

        public Dictionary<string, object> Disk { get; } = [];

        public Node? Node { get; set; }

        public int Incarnation { get; set; }

        public bool Island { get; set; }

        public bool IsMute { get; set; }
    }
}

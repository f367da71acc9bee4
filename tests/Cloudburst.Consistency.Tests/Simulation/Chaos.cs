namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>Crashes nodes and cuts the network at random times, from the simulation's seed, until it is told to stop.</summary>
public sealed class Chaos
{
    private readonly World _world;
    private readonly SeededRandom _random;
    private bool _stopped;

    /// <param name="world">Whose nodes suffer.</param>
    /// <param name="mortal">Who may crash. All may be cut off.</param>
    /// <param name="every">The mean time between two troubles, in virtual microseconds.</param>
    /// <param name="lasting">The longest that one lasts.</param>
    /// <param name="muted">Who may do what it is told without being heard for a while; nobody by default.</param>
    public Chaos(World world, IReadOnlyList<string> mortal, long every, long lasting, IReadOnlyList<string>? muted = null)
    {
        (_world, _random) = (world, world.Random.Fork());
        Next();

        void Next() => _world.After(_random.Between(1, 2 * every), "trouble", () =>
        {
            if (_stopped)
                return;
            if (muted is { Count: > 0 } && _random.Chance(0.3))
                Mute(_random.Pick(muted), lasting);
            else if (mortal.Count > 0 && _random.Chance(0.5))
                Kill(_random.Pick(mortal), lasting);
            else
                Cut(lasting);
            Next();
        });
    }

    /// <summary>How often a node was killed.</summary>
    public int Crashes { get; private set; }

    /// <summary>How often the network was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>No more trouble: every node up, the network whole and friendly.</summary>
    public void Stop()
    {
        _stopped = true;
        _world.Heal();
        _world.Network = _world.Network with { Loss = 0, Duplication = 0, Straggling = 0 };
        foreach (var node in _world.Nodes)
            _world.Restart(node);
    }

    private void Kill(string node, long lasting)
    {
        Crashes++;
        _world.Crash(node);
        _world.After(_random.Between(1, lasting), $"restart {node}", () => _world.Restart(node));
    }

    private void Mute(string node, long lasting)
    {
        Cuts++;
        _world.Mute(node);
        _world.After(_random.Between(1, lasting), "heal", _world.Heal);
    }

    private void Cut(long lasting)
    {
        Cuts++;
        _world.Partition(_world.Nodes.Where(_ => _random.Chance(0.5)).ToList());
        _world.After(_random.Between(1, lasting), "heal", _world.Heal);
    }
}

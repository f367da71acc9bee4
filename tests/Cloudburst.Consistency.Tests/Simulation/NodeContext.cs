namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>All that a node can do to the world. One for each incarnation: what an older one asks for no longer happens.</summary>
public sealed class NodeContext
{
    private readonly World _world;
    private readonly int _incarnation;

    internal NodeContext(World world, string name, int incarnation, Dictionary<string, object> disk, SeededRandom random)
    {
        (_world, Name, _incarnation, Disk, Random) = (world, name, incarnation, disk, random);
    }

    public string Name { get; }

    /// <summary>Virtual microseconds.</summary>
    public long Now => _world.Now;

    /// <summary>What outlives a crash: written at once and whole.</summary>
    public IDictionary<string, object> Disk { get; }

    public SeededRandom Random { get; }

    /// <summary>Sends over the network: it may come late, twice, out of order or never.</summary>
    public void Send(string to, object message) => _world.Send(Name, to, message);

    /// <summary>Has <see cref="Node.Timer"/> called after that many virtual microseconds, unless the node crashes before.</summary>
    public void SetTimer(long delay, object tag) => _world.SetTimer(Name, _incarnation, delay, tag);
}

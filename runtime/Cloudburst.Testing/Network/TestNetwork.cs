using System.Collections.Concurrent;
using Cloudburst.Hosting.Embedded;
using Cloudburst.Kvs;
using Cloudburst.Protocol.Links;
using Cloudburst.Testing.Network;

namespace Cloudburst.Testing;

/// <summary>
/// What lies between the roles of a <see cref="CloudburstTestHost"/>, for tests of what happens when it breaks. Roles are <c>client</c>, <c>scheduler</c>, <c>store</c>,
/// machines (<c>node-0</c>: its cache and its executors) and executors (<c>node-0-executor-0</c>).
/// </summary>
/// <remarks>
/// <para>Connections behave as those of a cluster do: what is sent on one arrives in order or not at all, and a frame is only ever lost together with its connection.
/// Within a machine nothing is changed unless one of its executors is named.</para>
/// <para>Thread-safe. Troubles add up, and last until <see cref="Heal()"/>.</para>
/// </remarks>
public sealed class TestNetwork : IEmbeddedNetwork
{
    /// <summary>The client.</summary>
    public const string Client = "client";

    /// <summary>The scheduler.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>The key-value store.</summary>
    public const string Store = "store";

    /// <summary>How long the connections of a cluster bear silence: until a ping has gone out, and no answer to it has come.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _names;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<IConnection, bool> _connections = new();
    private readonly List<ITimer> _keepAlives = [];
    private volatile Trouble[] _troubles = [];

    internal TestNetwork(EmbeddedOptions options, int seed, TimeProvider time)
    {
        _names = [Client, Scheduler, Store];
        for (var node = 0; node < options.Nodes; node++)
        {
            _names.Add(NodeName(node));
            for (var i = 0; i < options.ExecutorsPerNode; i++)
                _names.Add(FormattableString.Invariant($"{NodeName(node)}-executor-{i}"));
        }
        _random = new Random(seed);
        _time = time;
    }

    /// <summary>The name of a machine.</summary>
    /// <param name="number">Its number, from 0.</param>
    public static string NodeName(int number) => FormattableString.Invariant($"node-{number}");

    /// <summary>Breaks the connections between two roles, and lets none come about.</summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public void Cut(string one, string other) => Add(one, other, new LinkState { IsCut = true });

    /// <summary>Breaks all connections of a role with others, and lets none come about.</summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public void Isolate(string role) => Add(role, null, new LinkState { IsCut = true });

    /// <summary>
    /// Lets everything that is sent between two roles vanish with nobody being told, as behind a network that has gone dark. The connections break after 10 seconds by the host's
    /// clock, because that is when the keep-alive pings of a cluster notice; earlier when it heals before that.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public void Silence(string one, string other)
    {
        Add(one, other, new LinkState { IsSilent = true });
        lock (_gate)
            _keepAlives.Add(_time.CreateTimer(_ => BreakWhere(connection => Find(connection.From, connection.To).IsSilent), null, KeepAlive, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Makes everything that is sent between two roles take longer, in both directions. By the host's clock.</summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Delay(string one, string other, TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Add(one, other, new LinkState { Delay = by });
    }

    /// <summary>Loses a share of what is sent between two roles, each frame with the connection that carried it. Which, is a matter of the host's seed.</summary>
    /// <param name="one">A role.</param>
    /// <param name="other">Another one.</param>
    /// <param name="share">0 to 1.</param>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is no share.</exception>
    public void Lose(string one, string other, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        Add(one, other, new LinkState { Loss = share });
    }

    /// <summary>Ends all troubles. Connections on which something has vanished break now, so that both sides begin anew.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _troubles = [];
            foreach (var timer in _keepAlives)
                timer.Dispose();
            _keepAlives.Clear();
        }
        BreakWhere(static connection => connection.IsLossy);
    }

    ILinkConnector<TSend, TReceive> IEmbeddedNetwork.Between<TSend, TReceive>(string from, string to, ILinkConnector<TSend, TReceive> connector) =>
        new TestConnector<TSend, TReceive>(this, from, to, connector);

    IKeyValueStore IEmbeddedNetwork.Reach(string from, IKeyValueStore store) => new TestStore(this, from, store, _time);

    internal TimeProvider Time => _time;

    /// <summary>How things stand between two roles.</summary>
    internal LinkState Find(string from, string to)
    {
        var state = default(LinkState);
        foreach (var trouble in _troubles)
        {
            if (trouble.Concerns(from, to))
                state = state.With(trouble.State);
        }
        return state;
    }

    /// <summary>Draws whether a frame is lost.</summary>
    internal bool Draw(double share)
    {
        lock (_gate)
            return _random.NextDouble() < share;
    }

    internal void Opened(IConnection connection)
    {
        _connections[connection] = true;
        // It may have been cut, or closed, while it came about.
        if (Find(connection.From, connection.To).IsCut)
            connection.Break();
        if (connection.IsClosed)
            Closed(connection);
    }

    internal void Closed(IConnection connection) => _connections.TryRemove(connection, out _);

    private void Add(string one, string? other, LinkState state)
    {
        Check(one);
        if (other is not null)
            Check(other);
        lock (_gate)
            _troubles = [.. _troubles, new Trouble(one, other, state)];
        if (state.IsCut)
            BreakWhere(connection => Find(connection.From, connection.To).IsCut);
    }

    private void BreakWhere(Func<IConnection, bool> condition)
    {
        foreach (var connection in _connections.Keys.Where(condition))
            connection.Break();
    }

    private void Check(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (!_names.Contains(role))
            throw new ArgumentException($"There is no role '{role}'; there are {string.Join(", ", _names.Order(StringComparer.Ordinal))}");
    }

    /// <summary>A trouble between two roles, or of one with all others.</summary>
    private sealed record Trouble(string One, string? Other, LinkState State)
    {
        public bool Concerns(string from, string to) => Other is null
            ? Covers(One, from) != Covers(One, to)
            : (Covers(One, from) && Covers(Other, to)) || (Covers(One, to) && Covers(Other, from));

        /// <summary>Whether a name means a role: itself, or the machine that it is on.</summary>
        private static bool Covers(string name, string role) =>
            role.StartsWith(name, StringComparison.Ordinal) && (role.Length == name.Length || role[name.Length] == '-');
    }
}

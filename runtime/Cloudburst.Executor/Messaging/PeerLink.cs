using Cloudburst.Executor.Runs;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Messaging;

/// <summary>
/// A link to another executor, and the runs whose triggers were sent over it and are not known to have arrived: when it breaks, nobody else can tell before their
/// deadline that they wait for something that will not come. What has arrived is learnt from probes. A link keeps its order, so the echo of a
/// probe confirms every trigger before it: one small frame for as many triggers as there were, and none on the path of a call.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PeerLink(string address, ILink<PeerFrame> link) : IPooledLink
{
    /// <summary>Triggers between two probes at most; the executor's status period brings one anyway.</summary>
    private const int MostUnprobed = 1024;

    private readonly Lock _gate = new();
    private List<RunKey> _sent = [];
    private List<RunKey> _probed = [];
    private ulong _probe;
    private bool _awaitsEcho;
    private bool _closed;

    /// <summary>Where the peer is; empty for a link that the peer opened, over which no triggers are sent.</summary>
    public string Address => address;

    public Task Closed => link.Closed;

    public bool TrySend(PeerFrame frame) => link.TrySend(frame);

    /// <summary>Sends a trigger, and remembers its run until the peer is known to have it.</summary>
    /// <returns><see langword="false"/> when it was not sent, or may have been lost.</returns>
    public bool TrySendTrigger(RunKey run, Trigger trigger)
    {
        if (!link.TrySend(new PeerFrame { Trigger = trigger }))
            return false;
        bool isProbeDue;
        lock (_gate)
        {
            if (_closed)
                return false;
            // Only now: a probe that is sent from here on comes after the trigger, and only such a one may confirm it.
            _sent.Add(run);
            isProbeDue = _sent.Count >= MostUnprobed;
        }
        if (isProbeDue)
            Probe();
        return true;
    }

    /// <summary>Asks the peer to confirm what was sent so far, unless there is nothing to confirm, or an answer is due.</summary>
    public void Probe()
    {
        ulong probe;
        lock (_gate)
        {
            if (_awaitsEcho || _sent.Count == 0)
                return;
            (_sent, _probed) = (_probed, _sent);
            _awaitsEcho = true;
            probe = ++_probe;
        }
        if (link.TrySend(new PeerFrame { Probe = probe }))
            return;
        lock (_gate)
        {
            // A full link takes the next one.
            _sent.AddRange(_probed);
            _probed.Clear();
            _awaitsEcho = false;
        }
    }

    /// <summary>Takes the answer to a probe.</summary>
    public void OnEcho(ulong probe)
    {
        lock (_gate)
        {
            if (probe != _probe)
                return;
            _probed.Clear();
            _awaitsEcho = false;
        }
    }

    /// <summary>Nothing more will arrive over this link.</summary>
    /// <returns>The runs whose triggers may have been lost.</returns>
    public IReadOnlyCollection<RunKey> Close()
    {
        lock (_gate)
        {
            _closed = true;
            var lost = new HashSet<RunKey>(_probed);
            lost.UnionWith(_sent);
            _sent = [];
            _probed = [];
            return lost;
        }
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}

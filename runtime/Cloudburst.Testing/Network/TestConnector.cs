using Cloudburst.Protocol.Links;

namespace Cloudburst.Testing.Network;

/// <summary>Opens links on which the network's troubles show.</summary>
internal sealed class TestConnector<TSend, TReceive>(TestNetwork network, string from, string to, ILinkConnector<TSend, TReceive> inner) : ILinkConnector<TSend, TReceive>
    where TSend : class
    where TReceive : class
{
    public async ValueTask<ILink<TSend>> ConnectAsync(Func<ILink<TSend>, ILinkReceiver<TReceive>> accept, CancellationToken cancellationToken)
    {
        if (network.Find(from, to) is { IsCut: true } or { IsSilent: true })
            throw new LinkException($"The test's network lets nothing through between {from} and {to}; call TestNetwork.Heal() to mend it");
        Connection? connection = null;
        await inner.ConnectAsync(
            near =>
            {
                connection = new Connection(network, from, to, near);
                connection.Receiver = accept(connection);
                return connection;
            },
            cancellationToken).ConfigureAwait(false);
        network.Opened(connection!);
        return connection!;
    }

    /// <summary>Both directions of a link, as its dialing side sees them.</summary>
    private sealed class Connection : ILink<TSend>, ILinkReceiver<TReceive>, IConnection
    {
        private readonly TestNetwork _network;
        private readonly ILink<TSend> _near;
        private readonly DelayLine<TSend> _sending;
        private readonly DelayLine<TReceive> _receiving;

        public Connection(TestNetwork network, string from, string to, ILink<TSend> near)
        {
            _network = network;
            _near = near;
            From = from;
            To = to;
            _sending = new DelayLine<TSend>(network.Time, near.TrySend);
            _receiving = new DelayLine<TReceive>(network.Time, frame =>
            {
                Receiver!.OnReceived(frame);
                return true;
            });
        }

        public ILinkReceiver<TReceive>? Receiver { get; set; }

        public string From { get; }

        public string To { get; }

        public bool IsLossy { get; private set; }

        public bool IsClosed => Closed.IsCompleted;

        public Task Closed => _near.Closed;

        public bool TrySend(TSend frame) => !Closed.IsCompleted && Pass(frame, _sending);

        public void OnReceived(TReceive frame) => Pass(frame, _receiving);

        public void OnClosed(Exception? error)
        {
            // What is on its way is lost with the connection.
            _sending.Close();
            _receiving.Close();
            _network.Closed(this);
            Receiver!.OnClosed(error);
        }

        // A link in this process is closed, and both sides have been told, when the call returns.
        public void Break() => _ = DisposeAsync().AsTask();

        public ValueTask DisposeAsync() => _near.DisposeAsync();

        private bool Pass<T>(T frame, DelayLine<T> line)
        {
            var state = _network.Find(From, To);
            if (state.IsSilent)
            {
                IsLossy = true;
                return true;
            }
            if (state.Loss > 0 && _network.Draw(state.Loss))
            {
                Break();
                return true;
            }
            return line.Send(frame, state.Delay);
        }
    }
}

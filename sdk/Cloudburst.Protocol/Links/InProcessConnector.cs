namespace Cloudburst.Protocol.Links;

/// <summary>
/// Connects to an endpoint in the same process. A send is a method call on the peer's receiver: no queue, no copy, no thread change.
/// </summary>
/// <typeparam name="TSend">The frames that the dialing side sends.</typeparam>
/// <typeparam name="TReceive">The frames that the dialing side receives.</typeparam>
public sealed class InProcessConnector<TSend, TReceive>(ILinkEndpoint<TReceive, TSend> endpoint) : ILinkConnector<TSend, TReceive>
{
    /// <inheritdoc/>
    public ValueTask<ILink<TSend>> ConnectAsync(Func<ILink<TSend>, ILinkReceiver<TReceive>> accept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accept);
        cancellationToken.ThrowIfCancellationRequested();
        var closing = new Closing();
        var near = new End<TSend>(closing);
        var far = new End<TReceive>(closing);
        // Both sides may send while they are being accepted; those frames wait until the other side can receive.
        var nearReceiver = accept(near);
        var farReceiver = endpoint.Accept(far);
        closing.OnClose = () =>
        {
            nearReceiver.OnClosed(null);
            farReceiver.OnClosed(null);
        };
        near.Open(farReceiver);
        far.Open(nearReceiver);
        return new(near);
    }

    private sealed class Closing
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _state;

        public Action? OnClose { get; set; }

        public Task Closed => _closed.Task;

        public bool IsClosed => Volatile.Read(ref _state) != 0;

        public void Close()
        {
            if (Interlocked.Exchange(ref _state, 1) != 0)
                return;
            _closed.SetResult();
            OnClose?.Invoke();
        }
    }

    private sealed class End<T>(Closing closing) : ILink<T>
    {
        private readonly Lock _opening = new();
        private Queue<T>? _early = new();
        private volatile ILinkReceiver<T>? _receiver;

        public Task Closed => closing.Closed;

        public bool TrySend(T frame)
        {
            if (closing.IsClosed)
                return false;
            if (_receiver is { } receiver)
            {
                receiver.OnReceived(frame);
                return true;
            }
            lock (_opening)
            {
                if (_early is { } early)
                {
                    early.Enqueue(frame);
                    return true;
                }
            }
            _receiver!.OnReceived(frame);
            return true;
        }

        public void Open(ILinkReceiver<T> receiver)
        {
            while (true)
            {
                T? frame;
                lock (_opening)
                {
                    if (!_early!.TryDequeue(out frame))
                    {
                        _receiver = receiver;
                        _early = null;
                        return;
                    }
                }
                receiver.OnReceived(frame);
            }
        }

        public ValueTask DisposeAsync()
        {
            closing.Close();
            return default;
        }
    }
}

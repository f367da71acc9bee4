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
        // The dialing side must be able to receive before the endpoint sends its first frame.
        far.Receiver = accept(near);
        near.Receiver = endpoint.Accept(far);
        closing.OnClose = () =>
        {
            far.Receiver.OnClosed(null);
            near.Receiver.OnClosed(null);
        };
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
        public ILinkReceiver<T>? Receiver { get; set; }

        public Task Closed => closing.Closed;

        public bool TrySend(T frame)
        {
            if (closing.IsClosed || Receiver is not { } receiver)
                return false;
            receiver.OnReceived(frame);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            closing.Close();
            return default;
        }
    }
}

namespace Cloudburst.Protocol.Links;

/// <summary>
/// One end of a long-lived, ordered, bidirectional stream of frames between a client and a role, or between two roles.
/// Everything that crosses a process boundary, and everything that would in another deployment, goes over a link: the
/// embedded host differs from a cluster only in the connector that made it.
/// </summary>
/// <typeparam name="TSend">The frames that this end sends.</typeparam>
/// <remarks>All members are thread-safe.</remarks>
public interface ILink<in TSend> : IAsyncDisposable
{
    /// <summary>
    /// Queues a frame, in order. A frame must not be changed after it was sent: over an in-process link the peer holds the same object.
    /// </summary>
    /// <returns>
    /// <see langword="false"/> when the link is closed, when its bounded queue is full because the peer does not keep up, or when the frame is larger than
    /// <see cref="GrpcLink.MaxFrameBytes"/> and the link leaves the process; the frame was not sent.
    /// </returns>
    /// <remarks>
    /// Never call this while holding a lock: an in-process link runs the peer's receiver on the calling thread.
    /// </remarks>
    bool TrySend(TSend frame);

    /// <summary>Completes, never faulted, once the link is closed from either side.</summary>
    Task Closed { get; }
}

/// <summary>
/// Takes the frames of one link, in order. Over gRPC they come one at a time; over an in-process link each sender's thread brings its own, several at once,
/// and a last one may still come while the link closes.
/// </summary>
/// <typeparam name="TReceive">The frames that this end receives.</typeparam>
public interface ILinkReceiver<in TReceive>
{
    /// <summary>
    /// Handles a frame. It runs on the link's reading thread and must neither block nor throw: hand work that waits to another thread.
    /// </summary>
    void OnReceived(TReceive frame);

    /// <summary>The last call: nothing more will arrive.</summary>
    /// <param name="error">Why the link broke, or <see langword="null"/> when one end closed it on purpose.</param>
    void OnClosed(Exception? error);
}

/// <summary>The serving side of a kind of link: makes the receiver for each peer that connects.</summary>
/// <typeparam name="TSend">The frames that the serving side sends.</typeparam>
/// <typeparam name="TReceive">The frames that the serving side receives.</typeparam>
public interface ILinkEndpoint<TSend, TReceive>
{
    /// <summary>Accepts a peer. Called once per connection, before its first frame.</summary>
    ILinkReceiver<TReceive> Accept(ILink<TSend> peer);
}

/// <summary>The dialing side of a kind of link.</summary>
/// <typeparam name="TSend">The frames that the dialing side sends.</typeparam>
/// <typeparam name="TReceive">The frames that the dialing side receives.</typeparam>
public interface ILinkConnector<TSend, TReceive>
{
    /// <summary>Opens a link and returns once the peer has accepted it.</summary>
    /// <param name="accept">Makes this side's receiver; called once, before the first frame arrives.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="LinkException">The peer cannot be reached.</exception>
    ValueTask<ILink<TSend>> ConnectAsync(Func<ILink<TSend>, ILinkReceiver<TReceive>> accept, CancellationToken cancellationToken);
}

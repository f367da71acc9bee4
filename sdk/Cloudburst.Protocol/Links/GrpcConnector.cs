using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>Connects to an endpoint over a gRPC bidirectional stream.</summary>
/// <typeparam name="TSend">The frames that the dialing side sends.</typeparam>
/// <typeparam name="TReceive">The frames that the dialing side receives.</typeparam>
/// <param name="address">Where the endpoint is, for messages.</param>
/// <param name="open">The generated client's streaming method.</param>
/// <param name="owned">Disposed with the connector: a channel that nobody else uses.</param>
public sealed class GrpcConnector<TSend, TReceive>(
    string address, Func<CallOptions, AsyncDuplexStreamingCall<TSend, TReceive>> open, IDisposable? owned = null)
    : ILinkConnector<TSend, TReceive>, IDisposable
{
    /// <summary>Disposes what belongs to the connector; links that are still open break.</summary>
    public void Dispose() => owned?.Dispose();

    /// <inheritdoc/>
    public async ValueTask<ILink<TSend>> ConnectAsync(Func<ILink<TSend>, ILinkReceiver<TReceive>> accept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accept);
#pragma warning disable CA2000 // Both live as long as the stream and are disposed by RunAsync.
        var closing = new CancellationTokenSource();
        var call = open(new CallOptions(cancellationToken: closing.Token));
#pragma warning restore CA2000
        try
        {
            await call.ResponseHeadersAsync.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            call.Dispose();
            closing.Dispose();
            if (error is OperationCanceledException)
                throw;
            throw new LinkException($"Nothing answers at {address}: {ReasonOf(((RpcException)error).Status)}", error);
        }
        var link = new GrpcLink<TSend>(call.RequestStream, closing, call.RequestStream.CompleteAsync);
        var receiver = accept(link);
        _ = ReadingThread.StartAsync(() => RunAsync(link, call, receiver, closing));
        return link;
    }

    // A connection that failed says why in the cause; the status around it names the types of exceptions, and "localhost:80" for a socket.
    private static string ReasonOf(Status status) => status.DebugException is HttpRequestException { InnerException: { } cause } ? cause.Message : status.Detail;

    private static async Task RunAsync(
        GrpcLink<TSend> link, AsyncDuplexStreamingCall<TSend, TReceive> call, ILinkReceiver<TReceive> receiver, CancellationTokenSource closing)
    {
        using (closing)
        using (call)
            await link.ReadAsync(call.ResponseStream, receiver).ConfigureAwait(false);
    }
}

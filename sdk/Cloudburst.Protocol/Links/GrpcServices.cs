using Grpc.Core;

namespace Cloudburst.Protocol.Links;

// Each generated service base handed over to the endpoint that a role implements: gRPC ends here.

/// <summary>Serves <see cref="ClientGateway"/> from an endpoint.</summary>
public sealed class ClientGatewayService(ILinkEndpoint<GatewayFrame, ClientFrame> endpoint) : ClientGateway.ClientGatewayBase
{
    /// <inheritdoc/>
    public override Task Connect(IAsyncStreamReader<ClientFrame> requestStream, IServerStreamWriter<GatewayFrame> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="ExecutorGateway"/> from an endpoint.</summary>
public sealed class ExecutorGatewayService(ILinkEndpoint<SchedulerCommand, ExecutorFrame> endpoint) : ExecutorGateway.ExecutorGatewayBase
{
    /// <inheritdoc/>
    public override Task Attach(IAsyncStreamReader<ExecutorFrame> requestStream, IServerStreamWriter<SchedulerCommand> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="ExecutorPeers"/> from an endpoint.</summary>
public sealed class ExecutorPeersService(ILinkEndpoint<PeerFrame, PeerFrame> endpoint) : ExecutorPeers.ExecutorPeersBase
{
    /// <inheritdoc/>
    public override Task Exchange(IAsyncStreamReader<PeerFrame> requestStream, IServerStreamWriter<PeerFrame> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="ExecutorCalls"/> from an endpoint.</summary>
public sealed class ExecutorCallsService(ILinkEndpoint<DirectReply, DirectFrame> endpoint) : ExecutorCalls.ExecutorCallsBase
{
    /// <inheritdoc/>
    public override Task Connect(IAsyncStreamReader<DirectFrame> requestStream, IServerStreamWriter<DirectReply> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="CacheGateway"/> from an endpoint.</summary>
public sealed class CacheGatewayService(ILinkEndpoint<CacheReply, CacheRequest> endpoint) : CacheGateway.CacheGatewayBase
{
    /// <inheritdoc/>
    public override Task Connect(IAsyncStreamReader<CacheRequest> requestStream, IServerStreamWriter<CacheReply> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="CachePeers"/> from an endpoint.</summary>
public sealed class CachePeersService(ILinkEndpoint<CachePeerReply, CachePeerRequest> endpoint) : CachePeers.CachePeersBase
{
    /// <inheritdoc/>
    public override Task Exchange(IAsyncStreamReader<CachePeerRequest> requestStream, IServerStreamWriter<CachePeerReply> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="CacheIndex"/> from an endpoint.</summary>
public sealed class CacheIndexService(ILinkEndpoint<CacheReportAck, CacheReport> endpoint) : CacheIndex.CacheIndexBase
{
    /// <inheritdoc/>
    public override Task Report(IAsyncStreamReader<CacheReport> requestStream, IServerStreamWriter<CacheReportAck> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

/// <summary>Serves <see cref="UpdateFeed"/> from an endpoint.</summary>
public sealed class UpdateFeedService(ILinkEndpoint<UpdateFrame, WatchFrame> endpoint) : UpdateFeed.UpdateFeedBase
{
    /// <inheritdoc/>
    public override Task Watch(IAsyncStreamReader<WatchFrame> requestStream, IServerStreamWriter<UpdateFrame> responseStream, ServerCallContext context) =>
        GrpcLink.ServeAsync(endpoint, requestStream, responseStream, context);
}

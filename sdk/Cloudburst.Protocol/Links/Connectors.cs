using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>Makes the gRPC connector of each kind of link from a channel.</summary>
public static class Connectors
{
    /// <summary>Client to scheduler.</summary>
    public static ILinkConnector<ClientFrame, GatewayFrame> Gateway(ChannelBase channel) =>
        new GrpcConnector<ClientFrame, GatewayFrame>(GrpcChannels.AddressOf(channel), new ClientGateway.ClientGatewayClient(channel).Connect);

    /// <summary>Executor to scheduler.</summary>
    public static ILinkConnector<ExecutorFrame, SchedulerCommand> Executor(ChannelBase channel) =>
        new GrpcConnector<ExecutorFrame, SchedulerCommand>(GrpcChannels.AddressOf(channel), new ExecutorGateway.ExecutorGatewayClient(channel).Attach);

    /// <summary>Executor to executor.</summary>
    public static ILinkConnector<PeerFrame, PeerFrame> Peer(ChannelBase channel) =>
        new GrpcConnector<PeerFrame, PeerFrame>(GrpcChannels.AddressOf(channel), new ExecutorPeers.ExecutorPeersClient(channel).Exchange);

    /// <summary>Client to executor, under a lease.</summary>
    public static ILinkConnector<DirectFrame, DirectReply> Direct(ChannelBase channel) =>
        new GrpcConnector<DirectFrame, DirectReply>(GrpcChannels.AddressOf(channel), new ExecutorCalls.ExecutorCallsClient(channel).Connect);

    /// <summary>Executor to its node's cache.</summary>
    public static ILinkConnector<CacheRequest, CacheReply> Cache(ChannelBase channel) =>
        new GrpcConnector<CacheRequest, CacheReply>(GrpcChannels.AddressOf(channel), new CacheGateway.CacheGatewayClient(channel).Connect);

    /// <summary>Cache to cache.</summary>
    public static ILinkConnector<CachePeerRequest, CachePeerReply> CachePeer(ChannelBase channel) =>
        new GrpcConnector<CachePeerRequest, CachePeerReply>(channel.Target, new CachePeers.CachePeersClient(channel).Exchange);

    /// <summary>Cache to scheduler.</summary>
    public static ILinkConnector<CacheReport, CacheReportAck> CacheIndex(ChannelBase channel) =>
        new GrpcConnector<CacheReport, CacheReportAck>(GrpcChannels.AddressOf(channel), new CacheIndex.CacheIndexClient(channel).Report);

    /// <summary>Cache to KVS node.</summary>
    public static ILinkConnector<WatchFrame, UpdateFrame> Updates(ChannelBase channel) =>
        new GrpcConnector<WatchFrame, UpdateFrame>(GrpcChannels.AddressOf(channel), new UpdateFeed.UpdateFeedClient(channel).Watch);
}

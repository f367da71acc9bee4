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

    /// <summary>Executor to executor, over a channel of its own: executors come and go.</summary>
    public static ILinkConnector<PeerFrame, PeerFrame> Peer(string address)
    {
        var channel = GrpcChannels.Open(address);
        return new GrpcConnector<PeerFrame, PeerFrame>(address, new ExecutorPeers.ExecutorPeersClient(channel).Exchange, channel);
    }

    /// <summary>Client to executor, under a lease, over a channel of its own.</summary>
    public static ILinkConnector<DirectFrame, DirectReply> Direct(string address)
    {
        var channel = GrpcChannels.Open(address);
        return new GrpcConnector<DirectFrame, DirectReply>(address, new ExecutorCalls.ExecutorCallsClient(channel).Connect, channel);
    }

    /// <summary>Executor to its node's cache.</summary>
    public static ILinkConnector<CacheRequest, CacheReply> Cache(ChannelBase channel) =>
        new GrpcConnector<CacheRequest, CacheReply>(GrpcChannels.AddressOf(channel), new CacheGateway.CacheGatewayClient(channel).Connect);

    /// <summary>Cache to cache, over a channel of its own.</summary>
    public static ILinkConnector<CachePeerRequest, CachePeerReply> CachePeer(string address)
    {
        var channel = GrpcChannels.Open(address);
        return new GrpcConnector<CachePeerRequest, CachePeerReply>(address, new CachePeers.CachePeersClient(channel).Exchange, channel);
    }

    /// <summary>Cache to scheduler.</summary>
    public static ILinkConnector<CacheReport, CacheReportAck> CacheIndex(ChannelBase channel) =>
        new GrpcConnector<CacheReport, CacheReportAck>(GrpcChannels.AddressOf(channel), new CacheIndex.CacheIndexClient(channel).Report);

    /// <summary>Cache to KVS node.</summary>
    public static ILinkConnector<WatchFrame, UpdateFrame> Updates(ChannelBase channel) =>
        new GrpcConnector<WatchFrame, UpdateFrame>(GrpcChannels.AddressOf(channel), new UpdateFeed.UpdateFeedClient(channel).Watch);
}

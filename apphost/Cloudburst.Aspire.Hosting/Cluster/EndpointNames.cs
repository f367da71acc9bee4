namespace Cloudburst.Aspire.Cluster;

internal static class EndpointNames
{
    /// <summary>HTTP/1: health, and the kill switch. Apart from gRPC because Kestrel without TLS serves one of the two on a port.</summary>
    public const string Health = "health";

    /// <summary>HTTP/2 without TLS.</summary>
    public const string Grpc = "grpc";

    /// <summary>HTTP/2 without TLS, from cache to cache; executors use a socket.</summary>
    public const string Peers = "peers";

    /// <summary>The Redis protocol.</summary>
    public const string Resp = "resp";
}

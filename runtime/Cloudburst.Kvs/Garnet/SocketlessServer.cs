using System.Net;
using Garnet.networking;
using Garnet.server;

namespace Cloudburst.Kvs.Garnet;

/// <summary>A listener that does not listen: it gives Garnet the place to make sessions when no port is asked for.</summary>
internal sealed class SocketlessServer() : GarnetServerBase(new IPEndPoint(IPAddress.Loopback, 0), 1 << 16)
{
    public override IEnumerable<IMessageConsumer> ActiveConsumers() => [];

    public override IEnumerable<IClusterSession> ActiveClusterSessions() => [];

    public override void Start()
    {
    }

    public override void Close()
    {
    }
}

using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Stands for a caller that has been answered elsewhere: a link that nobody is at the end of.</summary>
internal sealed class NoCaller : ILink<GatewayFrame>
{
    public static readonly NoCaller Instance = new();

    private NoCaller()
    {
    }

    public Task Closed => Task.CompletedTask;

    public bool TrySend(GatewayFrame frame) => false;

    public ValueTask DisposeAsync() => default;
}

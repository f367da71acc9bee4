using Cloudburst.Protocol.Links;

namespace Cloudburst.Protocol;

// The kinds of frames of the hot path; More is declared in their proto files.
public partial class ClientFrame : ICarrier<ClientFrame>
{
    ClientFrame ICarrier<ClientFrame>.New() => new();
}

public partial class GatewayFrame : ICarrier<GatewayFrame>
{
    GatewayFrame ICarrier<GatewayFrame>.New() => new();
}

public partial class ExecutorFrame : ICarrier<ExecutorFrame>
{
    ExecutorFrame ICarrier<ExecutorFrame>.New() => new();
}

public partial class SchedulerCommand : ICarrier<SchedulerCommand>
{
    SchedulerCommand ICarrier<SchedulerCommand>.New() => new();
}

public partial class PeerFrame : ICarrier<PeerFrame>
{
    PeerFrame ICarrier<PeerFrame>.New() => new();
}

public partial class DirectFrame : ICarrier<DirectFrame>
{
    DirectFrame ICarrier<DirectFrame>.New() => new();
}

public partial class DirectReply : ICarrier<DirectReply>
{
    DirectReply ICarrier<DirectReply>.New() => new();
}

public partial class CacheRequest : ICarrier<CacheRequest>
{
    CacheRequest ICarrier<CacheRequest>.New() => new();
}

public partial class CacheReply : ICarrier<CacheReply>
{
    CacheReply ICarrier<CacheReply>.New() => new();
}

public partial class CachePeerRequest : ICarrier<CachePeerRequest>
{
    CachePeerRequest ICarrier<CachePeerRequest>.New() => new();
}

public partial class CachePeerReply : ICarrier<CachePeerReply>
{
    CachePeerReply ICarrier<CachePeerReply>.New() => new();
}

using Cloudburst.Protocol.Links;

namespace Cloudburst.Protocol;

// The kinds of frames of the hot path; More is declared in their proto files.
/// <summary>From a client to a scheduler: calls, and what is asked about them.</summary>
public partial class ClientFrame : ICarrier<ClientFrame>
{
    ClientFrame ICarrier<ClientFrame>.New() => new();
}

/// <summary>From a scheduler to a client: the answers.</summary>
public partial class GatewayFrame : ICarrier<GatewayFrame>
{
    GatewayFrame ICarrier<GatewayFrame>.New() => new();
}

/// <summary>From an executor to a scheduler: what it is, and how its work goes.</summary>
public partial class ExecutorFrame : ICarrier<ExecutorFrame>
{
    ExecutorFrame ICarrier<ExecutorFrame>.New() => new();
}

/// <summary>From a scheduler to an executor: what to run, and what to stop.</summary>
public partial class SchedulerCommand : ICarrier<SchedulerCommand>
{
    SchedulerCommand ICarrier<SchedulerCommand>.New() => new();
}

/// <summary>From an executor to another: triggers of DAGs and messages of invocations.</summary>
public partial class PeerFrame : ICarrier<PeerFrame>
{
    PeerFrame ICarrier<PeerFrame>.New() => new();
}

/// <summary>From a client to an executor that it has a lease of: calls without a scheduler.</summary>
public partial class DirectFrame : ICarrier<DirectFrame>
{
    DirectFrame ICarrier<DirectFrame>.New() => new();
}

/// <summary>From an executor to a client that calls it directly: the answers.</summary>
public partial class DirectReply : ICarrier<DirectReply>
{
    DirectReply ICarrier<DirectReply>.New() => new();
}

/// <summary>From an executor to its machine's cache: reads and writes.</summary>
public partial class CacheRequest : ICarrier<CacheRequest>
{
    CacheRequest ICarrier<CacheRequest>.New() => new();
}

/// <summary>From a cache to an executor: the answers.</summary>
public partial class CacheReply : ICarrier<CacheReply>
{
    CacheReply ICarrier<CacheReply>.New() => new();
}

/// <summary>From a cache to another machine's: versions of a snapshot that are wanted, or no longer are.</summary>
public partial class CachePeerRequest : ICarrier<CachePeerRequest>
{
    CachePeerRequest ICarrier<CachePeerRequest>.New() => new();
}

/// <summary>From a cache to another: the answers.</summary>
public partial class CachePeerReply : ICarrier<CachePeerReply>
{
    CachePeerReply ICarrier<CachePeerReply>.New() => new();
}

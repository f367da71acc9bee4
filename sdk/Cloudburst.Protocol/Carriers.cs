using Cloudburst.Protocol.Links;

namespace Cloudburst.Protocol;

// The kinds of frames of the hot path; More is declared in their proto files.
public partial class ClientFrame : ICarrier<ClientFrame>;

public partial class GatewayFrame : ICarrier<GatewayFrame>;

public partial class ExecutorFrame : ICarrier<ExecutorFrame>;

public partial class SchedulerCommand : ICarrier<SchedulerCommand>;

public partial class PeerFrame : ICarrier<PeerFrame>;

public partial class DirectFrame : ICarrier<DirectFrame>;

public partial class DirectReply : ICarrier<DirectReply>;

public partial class CacheRequest : ICarrier<CacheRequest>;

public partial class CacheReply : ICarrier<CacheReply>;

public partial class CachePeerRequest : ICarrier<CachePeerRequest>;

public partial class CachePeerReply : ICarrier<CachePeerReply>;

using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>A machine's clock: the world's, a few milliseconds wrong.</summary>
internal sealed class SimulatedTime(NodeContext context) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long _skew = context.Random.Between(0, 6_000);

    public override DateTimeOffset GetUtcNow() => Beginning.AddMicroseconds(context.Now + _skew);
}

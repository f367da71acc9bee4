namespace Cloudburst.EndToEnd.Tests;

/// <summary>The machine's clock, wrong by a constant.</summary>
internal sealed class SkewedClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}

namespace Cloudburst.Cache;

/// <summary>Settings of a <see cref="CacheIndexReporter"/>.</summary>
public sealed record CacheIndexReporterOptions
{
    /// <summary>How many keys schedulers are told of at most; of more, the largest. Default: 100,000.</summary>
    public int MaxKeys { get; init; } = 100_000;

    /// <summary>The shortest time between two reports to one scheduler. Default: 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);
}

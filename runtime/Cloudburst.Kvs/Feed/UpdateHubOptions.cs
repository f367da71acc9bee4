namespace Cloudburst.Kvs.Feed;

/// <summary>Bounds of an <see cref="UpdateHub"/>.</summary>
public sealed record UpdateHubOptions
{
    /// <summary>How many changed keys may wait for one watcher before it is told to read everything again.</summary>
    public int MaxPendingKeys { get; init; } = 10_000;

    /// <summary>How many bytes of capsules may wait for one watcher before it is told to read everything again.</summary>
    public long MaxPendingBytes { get; init; } = 64L << 20;

    /// <summary>How many changed keys are read from the store in one round trip.</summary>
    public int ReadBatch { get; init; } = 256;
}

namespace Cloudburst.Protocol;

/// <summary>How much of a stream may be under way: what its caller has not taken yet waits at its executor, and the function with it.</summary>
public static class StreamWindow
{
    /// <summary>What may be sent and not yet taken, in bytes of payload and <see cref="ItemOverhead"/> for each item: 1 MB. One more item is sent as long as there is less.</summary>
    public const long Bytes = 1_000_000;

    /// <summary>What an item counts beside its bytes, so that empty ones are bounded too.</summary>
    public const int ItemOverhead = 64;

    /// <summary>What an item counts.</summary>
    public static long CostOf(int itemBytes) => itemBytes + (long)ItemOverhead;
}

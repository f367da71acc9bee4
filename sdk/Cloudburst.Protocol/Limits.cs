namespace Cloudburst.Protocol;

/// <summary>What may travel and be stored: the same in one process and in a cluster, so that what works in a test works there.</summary>
public static class Limits
{
    /// <summary>The largest value, the largest result, and all arguments of one call together, in bytes as they are encoded: 100 MB.</summary>
    public const int MaxValueBytes = 100_000_000;

    /// <summary>The most elements of a list that a function is mapped over.</summary>
    public const int MaxMapWidth = 10_000;
}

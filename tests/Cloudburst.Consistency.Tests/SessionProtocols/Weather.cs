namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>What a simulated run has to bear. Times in virtual microseconds.</summary>
internal sealed record Weather
{
    /// <summary>A bit of everything.</summary>
    public static readonly Weather Usual = new();

    /// <summary>Caches are without their feed most of the time, and read by what versions say that they depend on.</summary>
    public static readonly Weather FeedsAway = new() { Keys = 4, ShortestRedial = 50_000, LongestRedial = 400_000 };

    /// <summary>The store is often heard by nobody, and does what it is told all the same; and a cache that has lost its feed is long without it. All want the same key.</summary>
    public static readonly Weather StoreUnheard = FeedsAway with { Keys = 1, MutesStore = true };

    /// <summary>How many keys there are.</summary>
    public int Keys { get; init; } = 6;

    /// <summary>How long a cache takes to connect to its feed again, at least.</summary>
    public long ShortestRedial { get; init; } = 1_000;

    /// <summary>And at most.</summary>
    public long LongestRedial { get; init; } = 8_000;

    /// <summary>Whether the store is sometimes not heard.</summary>
    public bool MutesStore { get; init; }
}

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>Order statistics.</summary>
internal static class Statistics
{
    /// <summary>The smallest sample that at least a share of all samples does not exceed.</summary>
    /// <param name="sorted">The samples, ascending; at least one.</param>
    /// <param name="share">0 to 1.</param>
    public static long Percentile(ReadOnlySpan<long> sorted, double share)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("There are no samples", nameof(sorted));
        var rank = (int)Math.Ceiling(share * sorted.Length);
        return sorted[Math.Clamp(rank - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("There are no values", nameof(values));
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

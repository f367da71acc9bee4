namespace Cloudburst.Benchmarks.Measuring;

/// <summary>One line of the result.</summary>
/// <param name="Peer">Who did it.</param>
/// <param name="Workload">What was done.</param>
/// <param name="Variant">How; the names are listed in docs/benchmarks.md, and scripts rely on them.</param>
/// <param name="P50Micros">The median of the rounds' medians, in microseconds.</param>
/// <param name="P99Micros">The median of the rounds' 99th percentiles, in microseconds.</param>
/// <param name="OpsPerSecond">The median of the rounds' rates.</param>
/// <param name="Count">Calls that were measured.</param>
internal sealed record Measure(string Peer, string Workload, string Variant, double P50Micros, double P99Micros, double OpsPerSecond, long Count);

/// <summary>One line of the result about bytes.</summary>
/// <param name="Peer">Whose bytes.</param>
/// <param name="Workload">Of which workload.</param>
/// <param name="Variant">Which bytes.</param>
/// <param name="P50Bytes">The median.</param>
/// <param name="P99Bytes">The 99th percentile.</param>
/// <param name="Count">Things that were measured.</param>
internal sealed record SizeMeasure(string Peer, string Workload, string Variant, long P50Bytes, long P99Bytes, long Count);

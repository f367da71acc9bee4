using System.Globalization;

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

/// <summary>One line of the result about a part of a whole, with the largest that it should be.</summary>
/// <param name="Peer">Whose part.</param>
/// <param name="Workload">Of which workload.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Share">The median of the shares: 0 to 1.</param>
/// <param name="Seconds">The median of the part itself.</param>
/// <param name="Count">How often it was measured.</param>
/// <param name="Most">The target.</param>
internal sealed record ShareMeasure(string Peer, string Workload, string Variant, double Share, double Seconds, long Count, double Most)
{
    /// <summary>Says whether the target is met.</summary>
    public string Verdict => string.Create(
        CultureInfo.InvariantCulture, $"{(Share <= Most ? "met   " : "missed")} {Peer} {Variant} is {Share:P1} of the whole; the target is at most {Most:P1}");
}

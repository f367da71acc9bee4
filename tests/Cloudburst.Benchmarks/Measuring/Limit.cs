using System.Globalization;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>What a row should be by the clock: for what has no peer.</summary>
/// <param name="Row">Peer and variant of the row that is judged.</param>
/// <param name="Micros">The largest median that it may have, in microseconds.</param>
internal sealed record Limit((string Peer, string Variant) Row, double Micros) : ITarget
{
    /// <inheritdoc/>
    public string? Judge(IReadOnlyList<Measure> measures) =>
        measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Row) is { } row
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(row.P50Micros <= Micros ? "met   " : "missed")} {Row.Peer} {Row.Variant} takes {row.P50Micros:0.0} µs; the target is at most {Micros:0.0} µs")
            : null;
}

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
                $"{(row.P50Micros <= Micros ? "met   " : "missed")} {Row.Peer} {Row.Variant} takes {Time(row.P50Micros)}; the target is at most {Time(Micros)}")
            : null;

    private static string Time(double micros) => micros < 1e6
        ? string.Create(CultureInfo.InvariantCulture, $"{micros:0.0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{micros / 1e6:0.0} s");
}

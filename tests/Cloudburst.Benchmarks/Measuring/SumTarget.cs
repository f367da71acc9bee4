using System.Globalization;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>What a row should be beside two others of the same run that together do the same.</summary>
/// <param name="Row">Peer and variant of the row that is judged.</param>
/// <param name="Yardstick">Peer and variant of the row that it is judged by.</param>
/// <param name="Ratio">The share of the yardstick's median that the row's median may be.</param>
/// <param name="Plus">Peer and variant of a row whose median is allowed on top of that.</param>
internal sealed record SumTarget(
    (string Peer, string Variant) Row, (string Peer, string Variant) Yardstick, double Ratio, (string Peer, string Variant) Plus) : ITarget
{
    /// <inheritdoc/>
    public string? Judge(IReadOnlyList<Measure> measures)
    {
        var row = measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Row);
        var yardstick = measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Yardstick);
        var plus = measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Plus);
        if (row is null || yardstick is null || plus is null)
            return null;
        var most = (Ratio * yardstick.P50Micros) + plus.P50Micros;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(row.P50Micros <= most ? "met   " : "missed")} {Row.Peer} {Row.Variant} takes {row.P50Micros:0} µs; the target is at most {most:0}, which is {Ratio:0.00} of {Yardstick.Peer} {Yardstick.Variant} ({yardstick.P50Micros:0}) and one {Plus.Peer} {Plus.Variant} ({plus.P50Micros:0})");
    }
}

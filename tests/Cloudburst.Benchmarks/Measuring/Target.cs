using System.Globalization;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>What a row should be, as a ratio to another row of the same run.</summary>
/// <param name="Row">Peer and variant of the row that is judged.</param>
/// <param name="Yardstick">Peer and variant of the row that it is judged by.</param>
/// <param name="Ratio">The largest share of the yardstick's median that the row's median may be.</param>
internal sealed record Target((string Peer, string Variant) Row, (string Peer, string Variant) Yardstick, double Ratio) : ITarget
{
    /// <inheritdoc/>
    public string? Judge(IReadOnlyList<Measure> measures)
    {
        var row = measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Row);
        var yardstick = measures.FirstOrDefault(measure => (measure.Peer, measure.Variant) == Yardstick);
        if (row is null || yardstick is null)
            return null;
        var ratio = row.P50Micros / yardstick.P50Micros;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(ratio <= Ratio ? "met   " : "missed")} {Row.Peer} {Row.Variant} is {ratio:0.00} of {Yardstick.Peer} {Yardstick.Variant}; the target is at most {Ratio:0.00}");
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>Writes measures for a program, or for a person.</summary>
internal static class Report
{
    /// <summary>One JSON object per line.</summary>
    public static void WriteJson(TextWriter output, IEnumerable<Measure> measures)
    {
        foreach (var measure in measures)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("peer", measure.Peer);
                json.WriteString("workload", measure.Workload);
                json.WriteString("variant", measure.Variant);
                json.WriteNumber("p50_us", Math.Round(measure.P50Micros, 2));
                json.WriteNumber("p99_us", Math.Round(measure.P99Micros, 2));
                json.WriteNumber("ops_per_s", Math.Round(measure.OpsPerSecond, 2));
                json.WriteNumber("n", measure.Count);
                json.WriteEndObject();
            }
            output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
        }
    }

    /// <summary>One JSON object per line.</summary>
    public static void WriteJson(TextWriter output, IEnumerable<SizeMeasure> sizes)
    {
        foreach (var size in sizes)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                peer = size.Peer,
                workload = size.Workload,
                variant = size.Variant,
                bytes_p50 = size.P50Bytes,
                bytes_p99 = size.P99Bytes,
                n = size.Count,
            }));
        }
    }

    /// <summary>One sentence per line.</summary>
    public static void WriteText(TextWriter output, IEnumerable<SizeMeasure> sizes)
    {
        foreach (var size in sizes)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size.Peer} {size.Variant}: {size.P50Bytes:N0} bytes in the median, {size.P99Bytes:N0} at the 99th percentile, of {size.Count:N0}"));
    }

    /// <summary>One JSON object per line.</summary>
    public static void WriteJson(TextWriter output, IEnumerable<ShareMeasure> shares)
    {
        foreach (var share in shares)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                peer = share.Peer,
                workload = share.Workload,
                variant = share.Variant,
                share = Math.Round(share.Share, 4),
                seconds = Math.Round(share.Seconds, 3),
                n = share.Count,
            }));
        }
    }

    /// <summary>One sentence per line.</summary>
    public static void WriteText(TextWriter output, IEnumerable<ShareMeasure> shares)
    {
        foreach (var share in shares)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share.Peer} {share.Variant}: {share.Share:P1}, {share.Seconds:0.000} s in the median of {share.Count:N0}"));
    }

    /// <summary>An aligned table.</summary>
    public static void WriteTable(TextWriter output, IReadOnlyCollection<Measure> measures)
    {
        string[] header = ["peer", "workload", "variant", "p50 µs", "p99 µs", "per second", "n"];
        var rows = measures.Select(measure => new[]
        {
            measure.Peer, measure.Workload, measure.Variant, Number(measure.P50Micros), Number(measure.P99Micros), Number(measure.OpsPerSecond),
            measure.Count.ToString("N0", CultureInfo.InvariantCulture),
        }).Prepend(header).ToArray();
        var widths = header.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
    }

    private static string Number(double value) => value.ToString(value < 100 ? "N1" : "N0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net;

namespace Cloudburst.Kvs.Cluster;

/// <summary>One line of <c>CLUSTER NODES</c>: a node as another, or itself, sees it.</summary>
internal sealed record ClusterNode(string Id, IPEndPoint EndPoint, bool IsSelf, bool IsPrimary, string? PrimaryId, long Epoch, IReadOnlyList<SlotRange> Slots)
{
    public IEnumerable<int> EverySlot => Slots.SelectMany(range => Enumerable.Range(range.First, range.Count));

    public static ClusterNode[] ParseAll(string reply) =>
        [.. reply.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];

    /// <summary><c>id host:port@busport[,hostname] flags primary ping pong epoch link slots...</c></summary>
    private static ClusterNode Parse(string line)
    {
        var words = line.Split(' ');
        if (words.Length < 8 || !IPEndPoint.TryParse(words[1].Split('@')[0], out var endPoint))
            throw new InvalidDataException($"'{line}' is not a line of CLUSTER NODES.");
        var flags = words[2].Split(',');
        return new ClusterNode(
            words[0],
            endPoint,
            flags.Contains("myself"),
            flags.Contains("master"),
            words[3] == "-" ? null : words[3],
            long.Parse(words[6], CultureInfo.InvariantCulture),
            // Slots in brackets are on their way.
            [.. words.Skip(8).Where(range => !range.StartsWith('[')).Select(ParseRange)]);
    }

    private static SlotRange ParseRange(string text)
    {
        var ends = text.Split('-');
        return new SlotRange(int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }
}

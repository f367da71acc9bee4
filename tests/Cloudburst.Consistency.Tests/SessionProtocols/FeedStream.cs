using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>A part of a stream: which one, and where in it.</summary>
internal sealed record Segment(long Link, long Number, object Frame);

/// <summary>
/// One end of a connection over the network, which may do to a segment what it likes: frames arrive once and in order, or no longer at all. A later connection
/// has a higher number.
/// </summary>
internal sealed class FeedStream(NodeContext context, string peer, long link)
{
    private readonly Dictionary<long, object> _early = [];
    private long _sent;
    private long _expected;

    public long Link => link;

    /// <summary>Whether something is missing, and what: a place that stays is a broken connection.</summary>
    public long? Gap => _early.Count > 0 ? _expected : null;

    public void Send(object frame) => context.Send(peer, new Segment(link, _sent++, frame));

    public IEnumerable<object> Receive(Segment segment)
    {
        if (segment.Number >= _expected)
            _early[segment.Number] = segment.Frame;
        while (_early.Remove(_expected, out var frame))
        {
            _expected++;
            yield return frame;
        }
    }
}

namespace Cloudburst.Sessions;

/// <summary>
/// The barriers that a cache has passed of late: up to which arrival each has settled what is cached, and how far the feeds had been heard with it. Thread-safe.
/// </summary>
/// <remarks>An older value is covered by an older barrier, and so by the next cache without one of its own, however busy the feeds are.</remarks>
public sealed class HeardHistory
{
    private const int Length = 64;

    private readonly Lock _gate = new();
    private readonly Queue<(long UpTo, FeedPositions Heard)> _barriers = new(Length);
    private FeedPositions _latest = FeedPositions.Unknown;
    private int _epoch;

    /// <summary>Takes note of a barrier.</summary>
    /// <param name="epoch">The state of the feeds in which it was passed; what is known from an earlier state is forgotten.</param>
    /// <param name="upTo">The latest arrival that it settles.</param>
    /// <param name="heard">How far the feeds have been heard.</param>
    public void Add(int epoch, long upTo, FeedPositions heard)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                _barriers.Clear();
            _epoch = epoch;
            _latest = heard;
            if (_barriers.Count == Length)
                _barriers.Dequeue();
            _barriers.Enqueue((upTo, heard));
        }
    }

    /// <summary>How far the feeds have been heard.</summary>
    /// <param name="epoch">The state of the feeds now.</param>
    public FeedPositions Latest(int epoch)
    {
        lock (_gate)
            return epoch == _epoch ? _latest : FeedPositions.Unknown;
    }

    /// <summary>A position at which a value of this arrival had been heard, and all that it depends on: the earliest that is remembered.</summary>
    /// <param name="epoch">The state of the feeds now.</param>
    /// <param name="arrival">The arrival.</param>
    /// <returns>Unknown for a value that is not settled.</returns>
    public FeedPositions Covering(int epoch, long arrival)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                return FeedPositions.Unknown;
            foreach (var (upTo, heard) in _barriers)
            {
                if (upTo >= arrival)
                    return heard;
            }

            return FeedPositions.Unknown;
        }
    }
}

using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// The last answers, for clients that lost their link just before theirs arrived: they ask again under the same request id and must not cause a second run.
/// Bounded by number and by bytes; the oldest go first.
/// </summary>
internal sealed class RecentAnswers
{
    private const int MaxCount = 8192;
    private const long MaxBytes = 32 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Outcome> _byRequest = new(StringComparer.Ordinal);
    private readonly Queue<(string Request, long Bytes)> _oldest = new();
    private long _bytes;

    public void Add(string requestId, Outcome outcome)
    {
        long size = outcome.KindCase == Outcome.KindOneofCase.Value ? outcome.Value.Length : 256;
        if (size > MaxBytes / 4)
            return;
        lock (_gate)
        {
            if (!_byRequest.TryAdd(requestId, outcome))
                return;
            _oldest.Enqueue((requestId, size));
            _bytes += size;
            while (_oldest.Count > MaxCount || _bytes > MaxBytes)
            {
                var (oldest, bytes) = _oldest.Dequeue();
                _byRequest.Remove(oldest);
                _bytes -= bytes;
            }
        }
    }

    public Outcome? Find(string requestId)
    {
        lock (_gate)
            return _byRequest.GetValueOrDefault(requestId);
    }
}

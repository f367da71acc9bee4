using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>Triggers that came before their schedule. Kept for a short time and in bounded number; a request that loses one is tried again.</summary>
internal sealed class EarlyTriggers(TimeSpan age, TimeProvider time)
{
    private const int Capacity = 50_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<RunKey, List<Trigger>> _byRun = [];
    private readonly Queue<(RunKey Run, long At)> _oldest = new();

    public void Add(RunKey run, Trigger trigger)
    {
        lock (_gate)
        {
            if (!_byRun.TryGetValue(run, out var triggers))
            {
                _byRun[run] = triggers = [];
                _oldest.Enqueue((run, time.GetTimestamp()));
            }
            triggers.Add(trigger);
            if (_oldest.Count > Capacity)
                _byRun.Remove(_oldest.Dequeue().Run);
        }
    }

    public IReadOnlyList<Trigger> Take(RunKey run)
    {
        lock (_gate)
            return _byRun.Count > 0 && _byRun.Remove(run, out var triggers) ? triggers : [];
    }

    public void Sweep()
    {
        lock (_gate)
        {
            while (_oldest.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > age)
            {
                _oldest.Dequeue();
                _byRun.Remove(oldest.Run);
            }
        }
    }
}

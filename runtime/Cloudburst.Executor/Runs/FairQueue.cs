namespace Cloudburst.Executor.Runs;

/// <summary>
/// Who waits for a worker. Clients take turns, so that one that calls ten thousand times keeps nobody else waiting, and each client's calls keep their order. Of three priorities the higher one gets four turns for
/// each of the next lower one: nobody starves.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FairQueue
{
    private readonly Lock _gate = new();
    private readonly Lines[] _byPriority = [new(weight: 1), new(weight: 4), new(weight: 16)];
    private readonly Dictionary<ulong, int> _waiting = [];

    /// <summary>Waits at the end of its client's line.</summary>
    public void Enqueue(IWork work)
    {
        lock (_gate)
        {
            _byPriority[RankOf(work.Caller.Priority)].Enqueue(work);
            Count(work.Caller.Client, 1);
        }
    }

    /// <summary>Counts those of a client that wait elsewhere, for a turn of their function.</summary>
    public void Hold(ulong client, int more)
    {
        lock (_gate)
            Count(client, more);
    }

    /// <summary>Takes whose turn it is.</summary>
    public bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IWork? work)
    {
        lock (_gate)
        {
            work = Choose()?.Dequeue();
            if (work is null)
                return false;
            Count(work.Caller.Client, -1);
            return true;
        }
    }

    /// <summary>Whether a client has as many waiting as would be its part of so many places, were all clients that wait to get the same.</summary>
    public bool HasItsShare(ulong client, int places)
    {
        lock (_gate)
        {
            var own = _waiting.GetValueOrDefault(client);
            var clients = _waiting.Count + (own == 0 ? 1 : 0);
            return own >= Math.Max(1, places / clients);
        }
    }

    private void Count(ulong client, int more)
    {
        var waiting = _waiting.GetValueOrDefault(client) + more;
        if (waiting == 0)
            _waiting.Remove(client);
        else
            _waiting[client] = waiting;
    }

    private static int RankOf(CallPriority priority) => priority switch
    {
        CallPriority.Low => 0,
        CallPriority.High => 2,
        _ => 1,
    };

    /// <summary>The priority whose turn it is: each gains its weight, and whoever is ahead pays for all.</summary>
    private Lines? Choose()
    {
        Lines? chosen = null;
        var total = 0;
        foreach (var lines in _byPriority)
        {
            if (lines.IsEmpty)
                continue;
            lines.Credit += lines.Weight;
            total += lines.Weight;
            if (chosen is null || lines.Credit > chosen.Credit)
                chosen = lines;
        }
        chosen?.Credit -= total;
        return chosen;
    }

    /// <summary>The lines of one priority: one for each client, which take turns.</summary>
    private sealed class Lines(int weight)
    {
        private readonly Dictionary<ulong, Queue<IWork>> _byClient = [];
        private readonly Queue<ulong> _turns = new();

        public int Weight => weight;

        public int Credit { get; set; }

        public bool IsEmpty => _turns.Count == 0;

        public void Enqueue(IWork work)
        {
            if (!_byClient.TryGetValue(work.Caller.Client, out var line))
            {
                _byClient.Add(work.Caller.Client, line = new Queue<IWork>());
                _turns.Enqueue(work.Caller.Client);
            }
            line.Enqueue(work);
        }

        public IWork Dequeue()
        {
            var client = _turns.Dequeue();
            var line = _byClient[client];
            var work = line.Dequeue();
            if (line.Count > 0)
                _turns.Enqueue(client);
            else
                _byClient.Remove(client);
            // What nobody has waited for is no credit for later.
            if (IsEmpty)
                Credit = 0;
            return work;
        }
    }
}

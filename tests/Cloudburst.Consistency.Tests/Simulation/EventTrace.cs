namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>The last events, and a fingerprint of all of them: two runs with the same fingerprint took the same steps.</summary>
internal sealed class EventTrace(int capacity)
{
    private readonly Queue<SimulatedEvent> _last = new(capacity);
    private readonly Dictionary<string, ulong> _names = [];

    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    public void Add(SimulatedEvent happened)
    {
        if (_last.Count == capacity)
            _last.Dequeue();
        _last.Enqueue(happened);
        Mix((ulong)happened.Time);
        Mix(HashOf(happened.Node));
        Mix(HashOf(happened.Result));
        Mix(HashOf(happened switch
        {
            Delivery delivery => $"{delivery.From}/{delivery.Message.GetType().Name}",
            TimerEvent timer => timer.Tag.GetType().Name,
            _ => "",
        }));
    }

    public override string ToString() => string.Join('\n', _last);

    private void Mix(ulong value) => Fingerprint = (Fingerprint ^ value) * 1099511628211;

    // The runtime's own hashes of strings differ from process to process.
    private ulong HashOf(string text)
    {
        if (!_names.TryGetValue(text, out var hash))
            _names.Add(text, hash = text.Aggregate(14695981039346656037UL, (sum, c) => (sum ^ c) * 1099511628211));
        return hash;
    }
}

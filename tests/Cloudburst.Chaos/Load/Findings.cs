using System.Collections.Concurrent;

namespace Cloudburst.Chaos.Load;

/// <summary>What was found to be wrong. Thread-safe.</summary>
public sealed class Findings
{
    private readonly ConcurrentQueue<string> _all = new();

    public IReadOnlyCollection<string> All => _all;

    public void Add(string finding) => _all.Enqueue(finding);
}

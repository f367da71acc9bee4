using Cloudburst.Lattices;
using Cloudburst.Sessions;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Writes at the causal levels: to the store first and shown here afterwards, one batch of a key after the other.</summary>
internal sealed class CausalWriter(CacheNode cache)
{
    private readonly Dictionary<string, Queue<(CausalWrite Write, Action<object?> Answer)>> _waiting = [];

    public void Write(CausalWrite write, Action<object?> answer)
    {
        if (_waiting.TryGetValue(write.Key, out var queue))
        {
            queue.Enqueue((write, answer));
            return;
        }

        _waiting.Add(write.Key, new([(write, answer)]));
        Drain(write.Key);
    }

    private void Drain(string key)
    {
        var queue = _waiting[key];
        if (queue.Count == 0)
        {
            _waiting.Remove(key);
            return;
        }

        var joined = ReadOnlyMemory<byte>.Empty;
        var answers = new List<Action<bool>>();
        while (queue.TryDequeue(out var next))
        {
            var (write, answer) = next;
            var stamp = cache.Clock.Next();
            var version = write.Basis.Context.With(new Dot(stamp.NodeId, stamp.HybridTime));
            joined = Capsules.Join(joined, CausalWrites.Encode(write.Level, stamp, write.Basis, write.Payload, CausalLimits.Default));
            answers.Add(isStored => answer(isStored ? new Written(Capsule.Encode(version), cache.Name, cache.Incarnation) : null));
        }

        cache.Ask("store", new StoreJoin(key, joined), got =>
        {
            if (got is not null)
                cache.Table.MergeWrite(key, joined);
            answers.ForEach(answer => answer(got is not null));
            Drain(key);
        });
    }
}

using Cloudburst.Lattices;
using Cloudburst.Sessions;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Writes at the causal levels: to the store first and shown here afterwards, one batch of a key after the other.</summary>
internal sealed class CausalWriter(CacheNode cache)
{
    private readonly Dictionary<string, Queue<(CausalWrite Write, Action<object?> Answer)>> _waiting = [];

    // A clock that names a version of a replica says that those before it were seen. One that may be missing here ends the replica.
    private ulong _replica = cache.Clock.NodeId;

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
        var followsOthers = false;
        while (queue.TryDequeue(out var next))
        {
            var (write, answer) = next;
            var stamp = new Stamp(cache.Clock.Next().HybridTime, _replica);
            var version = CausalContext.Empty.With(new Dot(stamp.NodeId, stamp.HybridTime));
            if (write.Payload is null)
                cache.Names.Add(stamp, write.Version);
            joined = Capsules.Join(joined, CausalWrites.Encode(write.Level, stamp, write.Basis, write.Payload, CausalLimits.Default));
            followsOthers |= write.Basis.Context.Beyond.ToArray().Any(dot => dot.Replica != stamp.NodeId);
            answers.Add(isStored => answer(isStored ? new Written(version.Encode(), cache.Name, cache.Incarnation) : null));
        }

        cache.Ask("store", new StoreJoin(key, joined), got =>
        {
            if (got is not null && followsOthers)
            {
                cache.ReadStore([key], shown => End(isStored: true, isShown: shown is not null));
                return;
            }

            if (got is not null)
                cache.Table.MergeWrite(key, joined);
            End(got is not null, got is not null);
        });

        void End(bool isStored, bool isShown)
        {
            if (!isShown && !cache.IsWrong(Flaw.KeepsReplica))
                _replica = cache.NewReplica();
            answers.ForEach(answer => answer(isStored));
            Drain(key);
        }
    }
}

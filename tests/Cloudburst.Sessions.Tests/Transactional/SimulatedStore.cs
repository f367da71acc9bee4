using System.Buffers;
using System.Buffers.Binary;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests.Transactional;

/// <summary>A store in memory that does one step of a protocol at a time, and may lose the answer of a swap.</summary>
internal sealed class SimulatedStore
{
    private readonly Dictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private UInt128 _versions;
    private ulong _time = 1000;

    public IEnumerable<string> HeldLocks => _values.Where(static pair => pair.Key.StartsWith("cb/txn-lock/", StringComparison.Ordinal))
        .Where(static pair => BinaryPrimitives.ReadUInt64LittleEndian(Capsule.LwwPayload(pair.Value.Capsule).Span) != 0).Select(static pair => pair.Key);

    public ReadOnlyMemory<byte> Read(string key)
    {
        var capsule = _values.GetValueOrDefault(key).Capsule;
        return capsule.IsEmpty || Capsule.IsTombstone(capsule.Span) ? default : capsule;
    }

    public long ReadNumber(string key) => Read(key) is { IsEmpty: false } capsule ? BinaryPrimitives.ReadInt64LittleEndian(Capsule.LwwPayload(capsule).Span) : 0;

    public PnCounter ReadCounter(string key) => Read(key) is { IsEmpty: false } capsule ? Capsule.Decode<PnCounter>(capsule) : PnCounter.Bottom;

    public Stamp StampAfter(Stamp seen) => new(_time = Math.Max(_time, seen.HybridTime) + 1, 9);

    public void Join(string key, ReadOnlyMemory<byte> capsule)
    {
        var stored = _values.GetValueOrDefault(key);
        var merged = new ArrayBufferWriter<byte>();
        switch (Capsule.Join(stored.Capsule.Span, capsule.Span, merged))
        {
            case JoinResult.TakeIncoming:
                _values[key] = new StoredValue(capsule, ++_versions);
                break;
            case JoinResult.Merged:
                _values[key] = new StoredValue(merged.WrittenMemory, ++_versions);
                break;
        }
    }

    /// <summary>Does a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="losesAnswer">Whether the answer of a swap is lost.</param>
    public void Do(StoreStep step, bool losesAnswer = false)
    {
        switch (step)
        {
            case ReadStep read:
                read.Found = [.. read.Keys.Select(key => _values.GetValueOrDefault(key))];
                break;
            case SwapStep swap:
                var isThere = _values.GetValueOrDefault(swap.Key).Version == swap.Expected;
                if (isThere)
                    _values[swap.Key] = new StoredValue(swap.Capsule, ++_versions);
                swap.Swapped = losesAnswer ? null : isThere;
                swap.Version = _versions;
                break;
            case JoinStep joins:
                foreach (var join in joins.Joins)
                    Join(join.Key, join.Capsule);
                break;
        }
    }

    /// <summary>Runs a protocol as a process beside others does: reads and joins of several keys happen one by one, in any order. Moves on by one key, or one swap, at a time.</summary>
    public IEnumerator<int> RunInParts(CommitProtocol protocol, Random random)
    {
        foreach (var step in protocol.Run())
        {
            if (step is ReadStep read)
            {
                var found = new StoredValue[read.Keys.Count];
                foreach (var i in Shuffled(found.Length))
                {
                    yield return 0;
                    found[i] = _values.GetValueOrDefault(read.Keys[i]);
                }

                read.Found = found;
            }
            else if (step is JoinStep joins)
            {
                foreach (var i in Shuffled(joins.Joins.Count))
                {
                    yield return 0;
                    Join(joins.Joins[i].Key, joins.Joins[i].Capsule);
                }
            }
            else
            {
                yield return 0;
                Do(step, losesAnswer: random.Next(20) == 0);
            }
        }

        int[] Shuffled(int count)
        {
            int[] order = [.. Enumerable.Range(0, count)];
            random.Shuffle(order);
            return order;
        }
    }

    /// <summary>Runs a protocol to its end, or for some steps.</summary>
    /// <returns>Whether it came to its end.</returns>
    public bool Run(CommitProtocol protocol, int steps = int.MaxValue)
    {
        foreach (var step in protocol.Run())
        {
            if (steps-- <= 0)
                return false;
            Do(step);
        }

        return true;
    }
}

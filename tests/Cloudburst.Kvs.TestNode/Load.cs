using System.Buffers;
using System.Buffers.Binary;
using Cloudburst.Kvs.Garnet;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.TestNode;

/// <summary>
/// The load under which the store is killed, and the check of what must have survived. Writer w's step n joins n into counter w, writes
/// register w/n once, and register w/n%7 anew with another length.
/// </summary>
internal static class Load
{
    public const int Writers = 4;
    private const int HotKeys = 7;

    /// <summary>Everything that the store does in the background happens within seconds: spilling, checkpoints, compaction.</summary>
    public static StoreUpkeep Upkeep { get; } = new()
    {
        LogLimitBytes = 16 << 20,
        LogLimitCheckSeconds = 1,
        SegmentBytes = 4 << 20,
    };

    public static GarnetKvsServer Open(string folder) => GarnetKvsServer.Start(
        new KvsServerOptions { DataFolder = folder, Durable = true, MemoryBytes = KvsServerOptions.SmallestMemoryBytes },
        Upkeep);

    /// <summary>Does one step; when it returns, all of it has been acknowledged.</summary>
    public static async Task StepAsync(IKeyValueStore store, int writer, long step)
    {
        var counter = PnCounter.Delta((ulong)writer + 1, (ulong)step, 0);
        await store.JoinAsync($"counter/{writer}", Capsule.Encode(counter));
        await store.JoinAsync($"once/{writer}/{step}", Register(step, 500));
        await store.JoinAsync($"hot/{writer}/{step % HotKeys}", Register(step, 10_000 + (int)(step % 50 * 400)));
    }

    /// <summary>Names what is missing or wrong after the given last acknowledged step of each writer.</summary>
    public static async Task<List<string>> FindLossesAsync(IKeyValueStore store, IReadOnlyList<long> acknowledged)
    {
        List<string> losses = [];
        for (var writer = 0; writer < acknowledged.Count; writer++)
        {
            var last = acknowledged[writer];
            if (last == 0)
                continue;
            var counter = await store.GetAsync($"counter/{writer}");
            if (!counter.HasValue || Capsule.Decode<PnCounter>(counter.Capsule).Value < last)
                losses.Add($"counter/{writer} is below {last}");
            foreach (var steps in LongRange(1, last).Chunk(256))
                await CheckAsync(steps, step => $"once/{writer}/{step}");
            await CheckAsync([.. LongRange(Math.Max(1, last - HotKeys + 1), last)], step => $"hot/{writer}/{step % HotKeys}");
        }

        return losses;

        async Task CheckAsync(long[] steps, Func<long, string> key)
        {
            var entries = await store.GetManyAsync([.. steps.Select(key)]);
            for (var i = 0; i < steps.Length; i++)
            {
                if (Problem(entries[i], steps[i]) is { } problem)
                    losses.Add($"{key(steps[i])} {problem}");
            }
        }
    }

    private static IEnumerable<long> LongRange(long first, long last)
    {
        for (var i = first; i <= last; i++)
            yield return i;
    }

    private static string? Problem(KvsEntry entry, long step)
    {
        if (!entry.HasValue)
            return "is missing";
        var written = (long)Capsule.EpochOf(entry.Capsule.Span).HybridTime;
        if (written < step)
            return $"is of step {written}, older than {step}";
        return BinaryPrimitives.ReadInt64LittleEndian(Capsule.LwwPayload(entry.Capsule).Span) == written ? null : "has a wrong payload";
    }

    private static byte[] Register(long step, int size)
    {
        var payload = new byte[size];
        BinaryPrimitives.WriteInt64LittleEndian(payload, step);
        var writer = new ArrayBufferWriter<byte>(size + 32);
        Capsule.WriteLww(writer, new Stamp((ulong)step, 1), payload);
        return writer.WrittenSpan.ToArray();
    }
}

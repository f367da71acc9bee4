using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Tests;

/// <summary>What a request that comes from another machine may rely on at this one.</summary>
public sealed class BarrierTests
{
    [Fact]
    public async Task Session_from_elsewhere_is_never_given_less_than_was_in_the_store_when_it_asked()
    {
        const int Reads = 400;
        string[] keys = ["a", "b", "c"];
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        var written = new ulong[keys.Length];
        using var stop = new CancellationTokenSource();
        var writers = keys.Select((key, k) => Task.Run(async () =>
        {
            var context = VectorClock.Bottom;
            for (var i = 1UL; !stop.IsCancellationRequested; i++)
            {
                var dot = new Dot((ulong)k + 1, i);
                // Of changing length, so that it is written in place at times and to a new place at others.
                await cluster.Store.JoinAsync(key, Capsule.Encode(MultiKeyCausal.Of(dot, context, DependencySet.Empty, new byte[i % 3])));
                context = VectorClock.Of([dot]);
                Volatile.Write(ref written[k], i);
                // Bursts, so that the other tests get their turn on the processor.
                if (i % 32 == 0)
                    await Task.Delay(1);
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            for (var i = 0; i < Reads; i++)
            {
                var k = random.Next(keys.Length);
                var atLeast = Volatile.Read(ref written[k]);
                var reply = await executor.SendAsync(new CacheRequest { Read = FromElsewhere(keys[k]) });
                Assert.Null(reply.Error);
                var seen = reply.Read.Capsules[0].IsEmpty ? 0 : Capsule.Decode<MultiKeyCausal>(reply.Read.Capsules[0].Memory).Clock[(ulong)k + 1];
                Assert.True(seen >= atLeast, $"{keys[k]} was given as of write {seen}, and write {atLeast} had been answered before");
            }
        })));
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task Who_has_read_an_effect_reads_its_cause_next()
    {
        const int Pairs = 6;
        const int Writes = 600;
        await using var cluster = new Cluster();
        var (_, writer) = await cluster.AddConnectedNodeAsync(configure: o => o with { NodeId = "writer" });
        var (_, reader) = await cluster.AddConnectedNodeAsync(configure: o => o with { NodeId = "reader" });
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var random = new Random(i);
            while (!stop.IsCancellationRequested)
            {
                var pair = random.Next(Pairs);
                var effect = await ReadAsync(reader, $"effect {pair}", new SessionState());
                var session = new SessionState();
                session.Sources.Add(new SessionSource { Cache = effect.Cache, Arrival = effect.Arrival });
                var cause = await ReadAsync(reader, $"cause {pair}", session);
                Assert.True(NumberIn(effect) <= NumberIn(cause), $"effect {NumberIn(effect)} of pair {pair} was read and then cause {NumberIn(cause)}; settled: {effect.Settled}, {cause.Settled}; arrivals {effect.Arrival}, {cause.Arrival}");
            }
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Pairs).Select(pair => Task.Run(async () =>
        {
            var context = (Cause: Google.Protobuf.ByteString.Empty, Effect: Google.Protobuf.ByteString.Empty);
            for (var i = 1L; i <= Writes; i++)
            {
                context.Cause = await WriteAsync(writer, $"cause {pair}", i, context.Cause);
                context.Effect = await WriteAsync(writer, $"effect {pair}", i, context.Effect);
            }
        })));
        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static async Task<CacheReadReply> ReadAsync(Executor executor, string key, SessionState session)
    {
        var read = new CacheRead { Consistency = ConsistencyLevel.Causal, Session = new CacheSession { Id = "session", Constraints = session } };
        read.Keys.Add(key);
        var reply = await executor.SendAsync(new CacheRequest { Read = read });
        Assert.Null(reply.Error);
        return reply.Read;
    }

    private static async Task<Google.Protobuf.ByteString> WriteAsync(Executor executor, string key, long number, Google.Protobuf.ByteString context)
    {
        var write = new CausalWrite
        {
            Key = key,
            Consistency = ConsistencyLevel.Causal,
            Context = context,
            Payload = Google.Protobuf.ByteString.CopyFrom(new byte[8 + (number % 3)]),
        };
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(System.Runtime.InteropServices.MemoryMarshal.AsMemory(write.Payload.Memory).Span, number);
        var reply = await executor.SendAsync(new CacheRequest { CausalWrite = write });
        Assert.Null(reply.Error);
        return reply.Done.Version;
    }

    private static long NumberIn(CacheReadReply reply) => reply.Capsules[0].IsEmpty
        ? 0
        : System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(Capsule.Decode<MultiKeyCausal>(reply.Capsules[0].Memory).Pick()!.Payload.Span);

    private static CacheRead FromElsewhere(string key)
    {
        var read = new CacheRead { Consistency = ConsistencyLevel.Causal, Session = new CacheSession { Id = "session", Constraints = new SessionState() } };
        read.Keys.Add(key);
        read.Session.Constraints.Sources.Add(new SessionSource { Cache = "elsewhere", Arrival = 1 });
        return read;
    }
}

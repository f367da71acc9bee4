using Cloudburst.Kvs.Chunks;
using Cloudburst.Lattices;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Chunks;

/// <summary>Values in chunks, written, overwritten, deleted, read and cleaned up at the same time by parties that die in between.</summary>
public sealed class ChunkSimulationTests
{
    private const int ChunkBytes = 100;
    private const string Key = "k";

    [Fact]
    public async Task Readers_see_whole_values_that_never_go_back_and_nothing_is_left_of_what_was_replaced()
    {
        var seeds = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1" ? 5_000 : 200;
        var (chunkedReads, deaths) = (0, 0);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var run = new Run(seed, Flaw.None);
            await run.GoAsync();
            (chunkedReads, deaths) = (chunkedReads + run.ChunkedReads, deaths + run.Deaths);
        }

        // Without these there would have been little to find.
        Assert.True(chunkedReads > seeds && deaths > seeds / 2, $"{chunkedReads} values in chunks were read, and {deaths} writers died.");
    }

    [Theory]
    [InlineData(Flaw.ManifestFirst)]
    [InlineData(Flaw.RemovesUnlooked)]
    [InlineData(Flaw.ForgetsToRemove)]
    public async Task Wrong_order_is_found(Flaw flaw)
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            try
            {
                await new Run(seed, flaw).GoAsync();
            }
            catch (Exception found) when (found is KvsException or Xunit.Sdk.XunitException)
            {
                return;
            }
        }

        Assert.Fail($"{flaw} was not found.");
    }

    /// <summary>One way to get it wrong, or none.</summary>
    public enum Flaw
    {
        None,

        /// <summary>The key says where the chunks are before they are there.</summary>
        ManifestFirst,

        /// <summary>A writer that has changed nothing removes its chunks without a look at what the key holds.</summary>
        RemovesUnlooked,

        /// <summary>A writer that has lost to a newer value leaves its chunks.</summary>
        ForgetsToRemove,
    }

    private sealed class Run(int seed, Flaw flaw)
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedPieces _pieces = new(seed);
        private readonly HashSet<string> _orphans = [];
        private readonly Lock _gate = new();
        private Stamp _acknowledged;

        public int ChunkedReads { get; private set; }

        public int Deaths { get; private set; }

        public async Task GoAsync()
        {
            ulong[] times = [.. Enumerable.Range(1, 12).Select(time => (ulong)time)];
            _random.Shuffle(times);
            List<Func<Task>> parties = [];
            foreach (var mine in times.Chunk(4))
            {
                byte[][] values = [.. mine.Select(ValueOf)];
                var dies = _random.Next(2) == 0 ? _random.Next(1, 30) : int.MaxValue;
                parties.Add(() => WriteAllAsync(values, dies));
            }

            parties.Add(ReadAsync);
            parties.Add(ReadAsync);
            await _pieces.RunAsync(parties);

            // All is quiet: the newest value that was acknowledged, or one whose writer died, and of the others only what a dead writer has left.
            var left = _pieces.Keys.ToHashSet();
            await _pieces.RunAsync([async () =>
            {
                var last = await _pieces.For().GetPieceAsync(Key, CancellationToken.None);
                await CheckAsync(last, Stamp.Zero);
                left.Remove(Key);
                if (ChunkManifest.TryRead(last.Capsule.Span, out var manifest))
                    left.ExceptWith(Enumerable.Range(0, manifest.Chunks).Select(manifest.KeyOf));
            }]);
            left.ExceptWith(_orphans);
            Assert.True(left.Count == 0, $"Seed {seed}: nobody reads {string.Join(", ", left)}.");
        }

        /// <summary>What is written at a time: a deletion, a small value or one in chunks, whose bytes all say when.</summary>
        private byte[] ValueOf(ulong time)
        {
            var kind = _random.Next(8);
            if (kind == 0)
                return Capsule.Tombstone(At(time));
            var payload = new byte[kind == 1 ? 10 : _random.Next(90, 900)];
            Array.Fill(payload, (byte)time);
            return Register(time, payload);
        }

        private async Task WriteAllAsync(byte[][] values, int callsToLive)
        {
            var store = _pieces.For(callsToLive);
            foreach (var value in values)
            {
                try
                {
                    // A call that was given up goes on, beside the one that was made in its place.
                    await Task.WhenAll(value.Length % 3 == 0 ? [WriteAsync(store, value), WriteAsync(_pieces.For(), value)] : [WriteAsync(store, value)]);
                }
                catch (OperationCanceledException)
                {
                    Died(value);
                    store = _pieces.For();
                    // Somebody asks again, or nobody does.
                    if (value[^1] % 2 == 0)
                        await WriteAsync(store, value);
                }
            }
        }

        private async Task WriteAsync(IPieceStore store, byte[] value)
        {
            var chunked = new ChunkedValues(store, ChunkBytes);
            if (!chunked.Applies(value))
            {
                await store.JoinPieceAsync(new KvsWrite(Key, value), CancellationToken.None);
            }
            else
            {
                if (flaw == Flaw.ManifestFirst)
                    await store.JoinPieceAsync(new KvsWrite(Key, ChunkManifest.For(Key, value, ChunkBytes).Encode(Capsule.EpochOf(value))), CancellationToken.None);
                var (manifest, small) = await chunked.WriteChunksAsync(Key, value, timeToLive: null, CancellationToken.None);
                var outcome = await store.JoinPieceAsync(new KvsWrite(Key, small), CancellationToken.None);
                if (outcome.Status != JoinStatus.Changed && flaw == Flaw.RemovesUnlooked)
                    await Task.WhenAll(Enumerable.Range(0, manifest.Chunks).Select(i => store.RemovePieceAsync(manifest.KeyOf(i), CancellationToken.None)));
                else if (outcome.Status != JoinStatus.Changed && flaw != Flaw.ForgetsToRemove)
                    await chunked.RemoveUnusedAsync(Key, manifest, CancellationToken.None);
            }

            lock (_gate)
                _acknowledged = Max(_acknowledged, Capsule.EpochOf(value));
        }

        private void Died(byte[] value)
        {
            lock (_gate)
            {
                Deaths++;
                var manifest = ChunkManifest.For(Key, value, ChunkBytes);
                _orphans.UnionWith(Enumerable.Range(0, manifest.Chunks).Select(manifest.KeyOf));
            }
        }

        private async Task ReadAsync()
        {
            var store = _pieces.For();
            var seen = Stamp.Zero;
            for (var i = 0; i < 8; i++)
            {
                lock (_gate)
                    seen = Max(seen, _acknowledged);
                seen = await CheckAsync(await store.GetPieceAsync(Key, CancellationToken.None), seen);
            }
        }

        /// <returns>The stamp of what was read.</returns>
        private async Task<Stamp> CheckAsync(KvsEntry found, Stamp atLeast)
        {
            var isChunked = ChunkManifest.IsManifest(found.Capsule.Span);
            var entry = await new ChunkedValues(_pieces.For(), ChunkBytes).ResolveAsync(Key, found, CancellationToken.None);
            if (entry.IsAbsent)
            {
                Assert.True(atLeast == Stamp.Zero, $"Seed {seed}: the key is absent after {atLeast}.");
                return atLeast;
            }

            var stamp = Capsule.EpochOf(entry.Capsule.Span);
            Assert.True(stamp >= atLeast, $"Seed {seed}: {stamp} was read after {atLeast}.");
            if (entry.HasValue)
            {
                var time = (byte)(stamp.HybridTime >> 16);
                Assert.True(Capsule.LwwPayload(entry.Capsule).Span.IndexOfAnyExcept(time) < 0, $"Seed {seed}: the value of {stamp} is torn.");
            }

            lock (_gate)
                ChunkedReads += isChunked ? 1 : 0;
            return stamp;
        }

        private static Stamp Max(Stamp one, Stamp other) => one > other ? one : other;
    }
}

using System.Buffers;
using Cloudburst.Kvs.Chunks;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Tests.Chunks;

/// <summary>
/// A store of pieces whose calls wait for their turn, drawn at random: whatever writers, readers and the removal of replaced chunks do at the same time, they do it in every order.
/// A writer may die at any of its calls.
/// </summary>
internal sealed class SimulatedPieces(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, byte[]> _stored = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _running;
    private int _patience;

    /// <summary>All keys that hold anything.</summary>
    public IReadOnlyCollection<string> Keys
    {
        get
        {
            lock (_gate)
                return [.. _stored.Keys];
        }
    }

    /// <summary>The store as one party sees it.</summary>
    /// <param name="callsToLive">How many calls it makes before it dies; never by default.</param>
    public IPieceStore For(int callsToLive = int.MaxValue) => new Party(this, callsToLive);

    /// <summary>Lets all parties run to their ends, one call after the other.</summary>
    public async Task RunAsync(IEnumerable<Func<Task>> parties)
    {
        var all = Task.WhenAll(parties.Select(party =>
        {
            Interlocked.Increment(ref _running);
            return Task.Run(async () =>
            {
                try
                {
                    await party();
                }
                finally
                {
                    Interlocked.Decrement(ref _running);
                }
            });
        }));
        while (!all.IsCompleted || Volatile.Read(ref _running) > 0)
        {
            // Whoever is about to call gets the chance to, so that there is something to draw from.
            await Task.Yield();
            TaskCompletionSource? next = null;
            lock (_gate)
            {
                if (_waiting.Count > 0 && (_waiting.Count >= Volatile.Read(ref _running) || ++_patience > 8))
                {
                    _patience = 0;
                    var drawn = _random.Next(_waiting.Count);
                    next = _waiting[drawn];
                    _waiting.RemoveAt(drawn);
                }
            }

            next?.SetResult();
        }

        await all;
    }

    private async Task<T> TakeTurnAsync<T>(Func<T> act)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Add(turn);
        await turn.Task;
        lock (_gate)
            return act();
    }

    private KvsEntry Get(string key) => new(_stored.GetValueOrDefault(key));

    private JoinOutcome Join(KvsWrite write)
    {
        var merged = new ArrayBufferWriter<byte>();
        var stored = _stored.GetValueOrDefault(write.Key, []);
        switch (stored.Length == 0 ? JoinResult.TakeIncoming : Capsule.Join(stored, write.Capsule.Span, merged))
        {
            case JoinResult.TakeIncoming:
                _stored[write.Key] = write.Capsule.ToArray();
                // As the server does: behind the answer, unless the key holds it again by then.
                if (ChunkManifest.TryRead(stored, out var replaced) && !stored.AsSpan().SequenceEqual(write.Capsule.Span))
                    _ = CleanAsync(write.Key, replaced);
                return JoinOutcome.Changed;
            case JoinResult.Deleted:
                return JoinOutcome.Deleted(Capsule.EpochOf(stored));
            default:
                return JoinOutcome.Unchanged;
        }
    }

    private async Task CleanAsync(string key, ChunkManifest replaced)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await new ChunkedValues(For(), 100).RemoveUnusedAsync(key, replaced, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private sealed class Party(SimulatedPieces pieces, int callsToLive) : IPieceStore
    {
        private int _calls;

        public Task<KvsEntry> GetPieceAsync(string key, CancellationToken cancellationToken) => CallAsync(() => pieces.Get(key));

        public Task<JoinOutcome> JoinPieceAsync(KvsWrite write, CancellationToken cancellationToken) => CallAsync(() => pieces.Join(write));

        public Task RemovePieceAsync(string key, CancellationToken cancellationToken) => CallAsync(() => pieces._stored.Remove(key));

        private Task<T> CallAsync<T>(Func<T> act) => Interlocked.Increment(ref _calls) > callsToLive
            ? Task.FromException<T>(new OperationCanceledException("The writer has died."))
            : pieces.TakeTurnAsync(act);
    }
}

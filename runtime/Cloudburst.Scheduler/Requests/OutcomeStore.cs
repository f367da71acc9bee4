using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Stores the outcomes that no executor could store, and wakes those who wait here for any outcome.</summary>
internal sealed class OutcomeStore(IKeyValueStore store, HybridClock clock, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Announcement>> _expected = new(StringComparer.Ordinal);

    /// <summary>Stores an outcome in the background.</summary>
    /// <param name="key">Where.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="callDigest">What it is an outcome of, where the caller has chosen the request's id.</param>
    public void Store(string key, Outcome outcome, ByteString callDigest) => _ = StoreAsync(key, outcome, callDigest);

    /// <summary>The outcome under a key, if there is one.</summary>
    /// <exception cref="KvsException">The store can't be reached.</exception>
    public async Task<Outcome?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var entry = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return entry.HasValue ? Outcome.Parser.ParseFrom(Capsule.LwwPayload(entry.Capsule).Span) : null;
    }

    /// <summary>Tells those who wait for a key that it is worth reading.</summary>
    public void Announce(string key)
    {
        List<Announcement>? waiting;
        lock (_gate)
            _expected.Remove(key, out waiting);
        waiting?.ForEach(static announcement => announcement.Arrive());
    }

    /// <summary>Waits for the announcement of any of some keys, from now on. Dispose it when nobody waits any more: others who wait for the same keys go on.</summary>
    public Announcement Expect(IReadOnlyCollection<string> keys)
    {
        var announcement = new Announcement(this, keys);
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (!_expected.TryGetValue(key, out var waiting))
                    _expected[key] = waiting = [];
                waiting.Add(announcement);
            }
        }
        return announcement;
    }

    private void Forget(Announcement announcement, IReadOnlyCollection<string> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_expected.TryGetValue(key, out var waiting) && waiting.Remove(announcement) && waiting.Count == 0)
                    _expected.Remove(key);
            }
        }
    }

    private async Task StoreAsync(string key, Outcome outcome, ByteString callDigest)
    {
        try
        {
            if (!await IsAnsweredAsync(key, outcome, callDigest).ConfigureAwait(false))
            {
                // The one at hand is being sent to its callers.
                var stored = outcome.Clone();
                stored.CallDigest = callDigest;
                await StoreAsync(key, Capsule.Encode(new LastWriterWins(clock.Next(), stored.ToByteArray()))).ConfigureAwait(false);
            }
            Announce(key);
        }
#pragma warning disable CA1031 // Nobody awaits this; the log is the only one to be told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "The outcome under {Key} could not be stored; whoever waits for it will time out", key);
        }
    }

    /// <summary>Whether another scheduler has come to an answer meanwhile, which stands although this run came to none.</summary>
    private async ValueTask<bool> IsAnsweredAsync(string key, Outcome outcome, ByteString callDigest) =>
        !callDigest.IsEmpty && outcome.Error is { } error && !Faults.IsAnswer(error.Code)
        && await FindAsync(key, CancellationToken.None).ConfigureAwait(false) is { } known && (known.Error is null || Faults.IsAnswer(known.Error.Code));

    /// <summary>A store that is away does not take the outcome of a request with it that was taken in.</summary>
    private async Task StoreAsync(string key, byte[] capsule)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await store.JoinAsync(key, capsule, ResultKeys.TimeToLive).ConfigureAwait(false);
                return;
            }
            catch (KvsException error) when (error.IsTransient && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One who waits.</summary>
    internal sealed class Announcement(OutcomeStore owner, IReadOnlyCollection<string> keys) : IDisposable
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when one of the keys has been announced.</summary>
        public Task Arrived => _arrived.Task;

        public void Arrive() => _arrived.TrySetResult();

        public void Dispose() => owner.Forget(this, keys);
    }
}

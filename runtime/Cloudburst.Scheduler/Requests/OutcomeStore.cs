using System.Collections.Concurrent;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Stores the outcomes that no executor could store, and wakes those who wait here for any outcome.</summary>
internal sealed class OutcomeStore(IKeyValueStore store, HybridClock clock, ILogger logger)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Stores an outcome in the background.</summary>
    public void Store(string key, Outcome outcome) => _ = StoreAsync(key, outcome);

    /// <summary>Tells those who wait for a key that it is worth reading.</summary>
    public void Announce(string key)
    {
        if (_waiting.TryRemove(key, out var waiting))
            waiting.TrySetResult();
    }

    /// <summary>Completes when the key is announced after this call.</summary>
    public Task Announced(string key) => _waiting.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Nobody waits any more.</summary>
    public void Forget(string key) => _waiting.TryRemove(key, out _);

    private async Task StoreAsync(string key, Outcome outcome)
    {
        try
        {
            var capsule = Capsule.Encode(new LastWriterWins(clock.Next(), outcome.ToByteArray()));
            await store.JoinAsync(key, capsule, ResultKeys.TimeToLive).ConfigureAwait(false);
            Announce(key);
        }
        catch (KvsException error)
        {
            logger.LogError(error, "The outcome under {Key} could not be stored; whoever waits for it will time out", key);
        }
    }
}

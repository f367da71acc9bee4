using System.Collections.Concurrent;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Freshness;

/// <summary>
/// Reads cached keys again: all of them after pushes were lost, single ones that may have changed before they were watched, and otherwise a
/// few at a time, slowly beside a feed and quickly without one.
/// </summary>
internal sealed class Revalidator(
    CacheTable table, IKeyValueStore store, VersionMerger merger, Func<bool> hasFeed, Action beforeRound,
    NodeCacheOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int KeysPerRead = 256;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<string> _verify = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _woken = NewSignal();
    private volatile bool _resync;
    private IEnumerator<CacheEntry>? _position;
    private Task _run = Task.CompletedTask;

    public void Start() => _run = BackgroundLoop.RunAsync("Comparing cached keys with the store", RunRoundAsync, time, logger, _stopping.Token);

    /// <summary>Every cached key will be read again soon.</summary>
    public void Resync()
    {
        _resync = true;
        Wake();
    }

    /// <summary>One key will be read again soon.</summary>
    public void Verify(string key)
    {
        _verify.Enqueue(key);
        Wake();
    }

    /// <summary>Looks at once whether there is something to do, and how often to look from now on.</summary>
    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>Reads some keys again now.</summary>
    /// <returns>How many bytes the store returned, or -1 when it did not answer.</returns>
    public async Task<long> ReadAgainAsync(IReadOnlyList<string> keys)
    {
        try
        {
            var entries = await store.GetManyAsync(keys, _stopping.Token).WithinAsync(options.StoreTimeout, time, _stopping.Token).ConfigureAwait(false);
            var bytes = 0L;
            for (var i = 0; i < entries.Length; i++)
            {
                bytes += entries[i].Capsule.Length;
                merger.ApplyAgain(keys[i], entries[i]);
            }

            table.Tidy();
            return bytes;
        }
        catch (Exception error) when (error is KvsException or TimeoutException)
        {
            logger.LogInformation("Cached keys could not be compared with the store and will be later: {Reason}", error.Message);
            return -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _position?.Dispose();
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask RunRoundAsync()
    {
        var periodic = !await SleepAsync().ConfigureAwait(false);
        beforeRound();
        var done = await VerifyAllAsync().ConfigureAwait(false);
        done &= await VerifyAsync().ConfigureAwait(false);
        if (periodic)
            await ReadSomeAgainAsync().ConfigureAwait(false);
        if (done)
            return;
        await Task.Delay(RetryPause, time, _stopping.Token).ConfigureAwait(false);
        Wake();
    }

    /// <summary>Reads every key again, if that was asked for and until it has succeeded.</summary>
    private async Task<bool> VerifyAllAsync()
    {
        if (!_resync)
            return true;
        _resync = false;
        var done = false;
        try
        {
            return done = await ReadAllAgainAsync().ConfigureAwait(false);
        }
        finally
        {
            _resync |= !done;
        }
    }

    /// <returns>Whether somebody woke us before the period was over.</returns>
    private async Task<bool> SleepAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var woken = Volatile.Read(ref _woken).Task;
        var period = Task.Delay(hasFeed() ? options.RepairInterval : options.PollInterval, time, over.Token);
        var first = await Task.WhenAny(woken, period).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        _stopping.Token.ThrowIfCancellationRequested();
        // Replaced before the work is looked at: what comes in from here on wakes us again.
        Volatile.Write(ref _woken, NewSignal());
        return first == woken;
    }

    private async Task<bool> ReadAllAgainAsync()
    {
        List<string> keys = [];
        foreach (var entry in table.Entries)
        {
            if (entry.Value is null)
                continue;
            keys.Add(entry.Key);
            if (keys.Count < KeysPerRead)
                continue;
            if (await ReadAgainAsync(keys).ConfigureAwait(false) < 0)
                return false;
            keys.Clear();
        }

        return keys.Count == 0 || await ReadAgainAsync(keys).ConfigureAwait(false) >= 0;
    }

    private async Task<bool> VerifyAsync()
    {
        List<string> keys = [];
        while (!_verify.IsEmpty)
        {
            keys.Clear();
            while (keys.Count < KeysPerRead && _verify.TryDequeue(out var key))
            {
                if (table.TryGet(key, out var entry) && entry.Value is not null)
                    keys.Add(key);
            }

            if (keys.Count == 0 || await ReadAgainAsync(keys).ConfigureAwait(false) >= 0)
                continue;
            keys.ForEach(_verify.Enqueue);
            return false;
        }

        return true;
    }

    /// <summary>Goes on from where the last round stopped, so that every key has its turn.</summary>
    private async Task ReadSomeAgainAsync()
    {
        var keysLeft = Math.Min(options.KeysPerRound, table.Count);
        var bytesLeft = options.BytesPerRound;
        List<string> keys = [];
        while (keysLeft > 0 && bytesLeft > 0)
        {
            keys.Clear();
            var bytes = 0L;
            while (keys.Count < KeysPerRead && keysLeft > 0 && bytes < bytesLeft && NextEntry() is { } entry)
            {
                keysLeft--;
                if (entry.Value is not { } value)
                    continue;
                keys.Add(entry.Key);
                bytes += value.Length;
            }

            if (keys.Count == 0)
                return;
            var read = await ReadAgainAsync(keys).ConfigureAwait(false);
            if (read < 0)
                return;
            bytesLeft -= Math.Max(bytes, read);
        }
    }

    private CacheEntry? NextEntry()
    {
        for (var i = 0; i < 2; i++)
        {
            _position ??= table.Entries.GetEnumerator();
            if (_position.MoveNext())
                return _position.Current;
            _position.Dispose();
            _position = null;
        }

        return null;
    }
}

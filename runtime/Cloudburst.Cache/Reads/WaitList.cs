using Cloudburst.Cache.Table;

namespace Cloudburst.Cache.Reads;

/// <summary>The absent keys that one reader waits for. While it lives their entries stay in the table, watched.</summary>
internal sealed class WaitList(CacheTable table) : IDisposable
{
    private readonly List<CacheEntry> _entries = [];

    /// <summary>Waits for one more key. The caller holds the entry's gate.</summary>
    public void Add(CacheEntry entry)
    {
        entry.Waiters++;
        _entries.Add(entry);
    }

    /// <summary>Waits until a key becomes visible, but no longer than a while.</summary>
    /// <returns>Whether all the keys have become visible.</returns>
    public async Task<bool> AppearedAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var appearances = new List<Task>(_entries.Count);
        foreach (var entry in _entries)
        {
            lock (entry.Gate)
            {
                if (entry.Value is not { } value || CapsuleMerge.IsInvisible(value))
                    appearances.Add((entry.Appeared ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
            }
        }

        if (appearances.Count == 0)
            return true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Task.WhenAll(appearances);
        var delay = Task.Delay(patience, time, over.Token);
        var first = await Task.WhenAny(all, delay).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == all;
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            lock (entry.Gate)
            {
                entry.Waiters--;
                table.RemoveIfIdle(entry);
            }
        }

        table.Tidy();
    }
}

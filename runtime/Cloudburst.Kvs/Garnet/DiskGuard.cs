using Microsoft.Extensions.Logging;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Watches the room on the disk of the data folder. The engine breaks off every connection, readers' too, once it can't write its log, and recovers only by a restart; so
/// writes are refused while there is still enough room for what is under way.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="reserve">The room that is kept, in bytes: more than can be written between two looks.</param>
/// <param name="logger">Told when writes are refused, and when not any more.</param>
/// <param name="isReplica">Whether this node only follows another one at the moment, which has judged what comes from it; never by default.</param>
internal sealed class DiskGuard(string folder, long reserve, ILogger logger, Func<bool>? isReplica = null) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;
    private volatile bool _isFull;
    private long _left;

    /// <summary>Whether a write is to be refused now. Not before <see cref="Start"/>: what is replayed was acknowledged.</summary>
    public bool IsFull => _isFull && isReplica?.Invoke() != true;

    /// <summary>Why, for the reply.</summary>
    public string Reason => $"only {Volatile.Read(ref _left) >> 20} MB are left on the disk of its data folder, where {reserve >> 20} MB are kept in reserve";

    /// <summary>Starts to watch.</summary>
    public void Start()
    {
        Look();
        _watch = Task.Run(WatchAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                Look();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store stops.
        }
    }

    private void Look()
    {
        if (FreeBytes() is not { } left)
            return;
        Volatile.Write(ref _left, left);
        var isFull = left < reserve;
        if (isFull == _isFull)
            return;
        _isFull = isFull;
        if (isFull)
            logger.LogError("Writes are refused: {Reason}. Free some, or give the folder '{Folder}' a larger disk; nothing is lost", Reason, folder);
        else
            logger.LogInformation("Writes are taken again: {MegaBytes} MB are free on the disk of '{Folder}'", left >> 20, folder);
    }

    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not every file system tells. Then the engine's own error has to do.
            return null;
        }
    }
}

using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Update = Cloudburst.Protocol.KeyUpdate;

namespace Cloudburst.Kvs.Feed;

/// <summary>Serves an <see cref="UpdateHub"/> to the caches, over any kind of link (Cloudburst (VLDB 2020) §4.2).</summary>
/// <remarks>
/// <para>Every watched key is confirmed by an update with an empty capsule: what is read after it can't miss a change. A key that was read
/// before it should be read again.</para>
/// <para>Every frame that carries a version, a resync mark or a sync's number is to be acknowledged by an empty <see cref="WatchFrame"/>. A peer that is behind by
/// <see cref="Window"/> frames gets nothing more for the moment; its updates are merged by key meanwhile, and when that takes too much room they are
/// dropped for a resync mark. So a slow cache costs the storage node a bounded amount of memory.</para>
/// </remarks>
/// <param name="hub">The index from keys to watchers.</param>
/// <param name="logger">Told when a peer has to be cut off; nobody by default.</param>
public sealed class UpdateFeedEndpoint(UpdateHub hub, ILogger<UpdateFeedEndpoint>? logger = null) : ILinkEndpoint<UpdateFrame, WatchFrame>
{
    /// <summary>How many frames may be on their way to one peer.</summary>
    public const int Window = 8;

    /// <summary>A frame is sent once its capsules have this many bytes.</summary>
    private const int FrameBytes = 1 << 20;

    private readonly ILogger _logger = logger ?? (ILogger)NullLogger.Instance;
    private int _peers;

    /// <inheritdoc/>
    /// <exception cref="LinkException">The hub has been closed.</exception>
    public ILinkReceiver<WatchFrame> Accept(ILink<UpdateFrame> peer)
    {
        try
        {
            var session = new Session(hub.AddWatcher($"cache {Interlocked.Increment(ref _peers)}"), peer, _logger);
            session.Start();
            return session;
        }
        catch (ObjectDisposedException error)
        {
            throw new LinkException("The update feed is closed because its store stops; dial again when the store is back.", error);
        }
    }

    private sealed class Session(UpdateWatcher watcher, ILink<UpdateFrame> peer, ILogger logger) : ILinkReceiver<WatchFrame>, IDisposable
    {
        private readonly CancellationTokenSource _closed = new();
        private readonly SemaphoreSlim _window = new(Window);

        public void Start() => _ = SendAsync(_closed.Token);

        public void OnReceived(WatchFrame frame)
        {
            if (frame.Sync > 0)
            {
                if (!watcher.TrySync(frame.Sync) && !peer.TrySend(new UpdateFrame { CannotSync = frame.Sync }))
                    Close();
                return;
            }

            if (frame.Watch.Count == 0 && frame.Unwatch.Count == 0)
            {
                // A peer that acknowledges what was not sent gains nothing.
                if (_window.CurrentCount < Window)
                    _window.Release();
                return;
            }

            watcher.Unwatch(frame.Unwatch);
            if (frame.Watch.Count == 0)
                return;
            try
            {
                watcher.Watch(frame.Watch);
            }
            catch (ObjectDisposedException)
            {
                Close();
                return;
            }

            var confirmation = new UpdateFrame();
            foreach (var key in frame.Watch)
                confirmation.Updates.Add(new Update { Key = key });
            if (!peer.TrySend(confirmation))
                Close();
        }

        public void OnClosed(Exception? error) => Dispose();

        public void Dispose()
        {
            watcher.Dispose();
            _closed.Cancel();
            _closed.Dispose();
        }

        private async Task SendAsync(CancellationToken closed)
        {
            try
            {
                while (true)
                {
                    // The window first: what is not taken yet is merged by key.
                    await _window.WaitAsync(closed).ConfigureAwait(false);
                    if (await watcher.ReadAsync(closed).ConfigureAwait(false) is not { } batch)
                        break;
                    if (!await SendAsync(batch, closed).ConfigureAwait(false))
                        break;
                }

                Close();
            }
            catch (OperationCanceledException)
            {
                // The peer has gone.
            }
#pragma warning disable CA1031 // Nobody awaits this; a peer that gets no more updates must not go on believing that there are none.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "Updates could not be sent to {Watcher}; it reads its keys again", watcher.Name);
                Close();
            }
        }

        private async Task<bool> SendAsync(UpdateBatch batch, CancellationToken closed)
        {
            var frame = new UpdateFrame { Resync = batch.Resync };
            var bytes = 0;
            foreach (var (key, entry) in batch.Updates)
            {
                if (bytes > 0 && bytes + entry.Capsule.Length > FrameBytes)
                {
                    if (!peer.TrySend(frame))
                        return false;
                    await _window.WaitAsync(closed).ConfigureAwait(false);
                    frame = new UpdateFrame();
                    bytes = 0;
                }

                bytes += entry.Capsule.Length;
                frame.Updates.Add(new Update { Key = key, Capsule = UnsafeByteOperations.UnsafeWrap(entry.Capsule) });
            }

            frame.Synced = batch.Synced;
            return peer.TrySend(frame);
        }

        /// <summary>Cuts the peer off. It dials again and then reads everything again, so nothing is lost.</summary>
        private void Close()
        {
            if (!peer.Closed.IsCompleted)
                logger.LogInformation("The update feed closes its link to {Watcher}", watcher.Name);
            _ = peer.DisposeAsync().AsTask();
        }
    }
}

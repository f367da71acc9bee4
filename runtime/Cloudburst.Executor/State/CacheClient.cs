using System.Collections.Concurrent;
using Cloudburst.Executor.State.SharedMemory;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.SharedMemory.Mapping;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.State;

/// <summary>Asks the node's cache. Requests that a broken link left unanswered are asked again: reads, joins, deletions and flushes may all be repeated, and the cache recognises a register's change.</summary>
internal sealed class CacheClient : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectPatience = TimeSpan.FromSeconds(10);
    private readonly ReconnectingLink<CacheRequest, CacheReply> _link;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ulong _lastId;
    private Session? _session;

    public CacheClient(ILinkConnector<CacheRequest, CacheReply> connector, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _link = new("the node's cache", connector, Open, time, logger);
        _link.Start();
    }

    public bool IsConnected => _link.Current is not null;

    /// <summary>The memory of the cache as far as this process reads it by itself; null when it does not.</summary>
    public SharedMemoryReader? Memory => Volatile.Read(ref _session) is { } session ? session.Memory.Reader : null;

    /// <summary>Sends a request and returns its reply.</summary>
    /// <exception cref="CloudburstException">The cache refused, or can't be reached.</exception>
    public async ValueTask<CacheReply> AskAsync(CacheRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await ConnectedAsync(cancellationToken).ConfigureAwait(false);
            request.Id = Interlocked.Increment(ref _lastId);
            CacheReply reply;
            try
            {
                reply = await session.AskAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (LinkException)
            {
                request = request.Clone();
                request.Repeated = true;
                continue;
            }
            if (reply.BodyCase != CacheReply.BodyOneofCase.Error)
                return reply;
            var details = new Dictionary<string, string>(reply.Error.Details);
            throw new CloudburstException((CloudburstErrorCode)reply.Error.Code, reply.Error.Message, details);
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private Session Open(ILink<CacheRequest> link)
    {
        var session = new Session(link, new CacheMemory(_time, _logger));
        Volatile.Write(ref _session, session);
        _ = session.Memory.AttachAsync(attach =>
        {
            attach.Id = Interlocked.Increment(ref _lastId);
            return session.AskAsync(attach, CancellationToken.None);
        });
        return session;
    }

    private async ValueTask<Session> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _session) is { IsClosed: false } session)
            return session;
        try
        {
            await _link.WaitConnectedAsync(cancellationToken).WaitAsync(ReconnectPatience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Errors.CacheUnreachable(ReconnectPatience);
        }
        if (Volatile.Read(ref _session) is { IsClosed: false } opened)
            return opened;
        // It broke again at once; the pause keeps the loop from spinning while the link finds that out.
        await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken).ConfigureAwait(false);
        return await ConnectedAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Session(ILink<CacheRequest> link, CacheMemory memory) : ILinkReceiver<CacheReply>
    {
        private readonly ConcurrentDictionary<ulong, TaskCompletionSource<CacheReply>> _waiting = new();
        private volatile bool _closed;

        public bool IsClosed => _closed;

        public CacheMemory Memory => memory;

        public async Task<CacheReply> AskAsync(CacheRequest request, CancellationToken cancellationToken)
        {
            // Over an in-process link the reply to a cached read arrives before TrySend returns, and the await below does not wait.
            var reply = new TaskCompletionSource<CacheReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[request.Id] = reply;
            if (_closed || !link.TrySend(request))
                Fail(request.Id, null);
            if (!cancellationToken.CanBeCanceled || reply.Task.IsCompleted)
                return await reply.Task.ConfigureAwait(false);
            try
            {
                return await reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _waiting.TryRemove(request.Id, out _);
            }
        }

        public void OnReceived(CacheReply frame)
        {
            if (_waiting.TryRemove(frame.Id, out var reply))
                reply.TrySetResult(frame);
        }

        public void OnClosed(Exception? error)
        {
            _closed = true;
            memory.Close();
            foreach (var id in _waiting.Keys)
                Fail(id, error);
        }

        private void Fail(ulong id, Exception? error)
        {
            if (_waiting.TryRemove(id, out var reply))
                reply.TrySetException(new LinkException("The link to the node's cache broke", error));
        }
    }
}

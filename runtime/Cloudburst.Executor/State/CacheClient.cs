using System.Collections.Concurrent;
using Cloudburst.Executor.State.SharedMemory;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.SharedMemory.Mapping;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.State;

/// <summary>Asks the node's cache. Requests that a broken link left unanswered are asked again: reads, joins, deletions and flushes may all be repeated, and the cache recognises a register's change and a causal version.</summary>
internal sealed class CacheClient : IAsyncDisposable
{
    private readonly ReconnectingLink<CacheRequest, CacheReply> _link;
    private readonly TimeSpan _patience;
    private readonly Action _onChanged;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ulong _lastId;
    private Session? _session;

    /// <summary>Makes a client; <see cref="Start"/> starts it.</summary>
    /// <param name="name">The cache, for messages.</param>
    /// <param name="connector">Connects to it.</param>
    /// <param name="patience">How long a request waits for a cache that is away.</param>
    /// <param name="onChanged">Called when it came or went.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public CacheClient(
        string name, ILinkConnector<CacheRequest, CacheReply> connector, TimeSpan patience, Action onChanged, TimeProvider time, ILogger logger)
    {
        _patience = patience;
        _onChanged = onChanged;
        _time = time;
        _logger = logger;
        _link = new(name, connector, Open, time, logger);
    }

    /// <summary>The cache, for messages.</summary>
    public string Name => _link.Peer;

    public bool IsConnected => Volatile.Read(ref _session) is { IsClosed: false };

    /// <summary>Starts to dial.</summary>
    public void Start() => _link.Start();

    /// <summary>The memory of the cache as far as this process reads it by itself; null when it does not.</summary>
    public SharedMemoryReader? Memory => Volatile.Read(ref _session) is { } session ? session.Memory.Reader : null;

    /// <summary>Sends a request and returns its reply.</summary>
    /// <exception cref="CloudburstException">The cache refused, or can't be reached.</exception>
    public async ValueTask<CacheReply> AskAsync(CacheRequest request, CancellationToken cancellationToken)
    {
        long? lostAt = null;
        while (true)
        {
            var session = await ConnectedAsync(lostAt, cancellationToken).ConfigureAwait(false);
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
                lostAt ??= _time.GetTimestamp();
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
        var session = new Session(link, new CacheMemory(_time, _logger), _onChanged);
        Volatile.Write(ref _session, session);
        _ = session.Memory.AttachAsync(attach =>
        {
            attach.Id = Interlocked.Increment(ref _lastId);
            return session.AskAsync(attach, CancellationToken.None);
        });
        _onChanged();
        return session;
    }

    private async ValueTask<Session> ConnectedAsync(long? lostAt, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _session) is { IsClosed: false } session)
            return session;
        var started = lostAt ?? _time.GetTimestamp();
        while (true)
        {
            // Also for a cache that comes and goes: a request waits so long in all.
            var remaining = _patience - _time.GetElapsedTime(started);
            if (remaining <= TimeSpan.Zero)
                throw Errors.CacheUnreachable(Name, _patience);
            try
            {
                await _link.WaitConnectedAsync(cancellationToken).WaitAsync(remaining, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw Errors.CacheUnreachable(Name, _patience);
            }
            if (Volatile.Read(ref _session) is { IsClosed: false } opened)
                return opened;
            // It broke again at once; the pause keeps the loop from spinning while the link finds that out.
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Session(ILink<CacheRequest> link, CacheMemory memory, Action onChanged) : ILinkReceiver<CacheReply>
    {
        private readonly ConcurrentDictionary<ulong, PendingAnswer<CacheReply>> _waiting = new();
        private volatile bool _closed;

        public bool IsClosed => _closed;

        public CacheMemory Memory => memory;

        public async Task<CacheReply> AskAsync(CacheRequest request, CancellationToken cancellationToken)
        {
            // Over an in-process link the reply to a cached read arrives before TrySend returns, and the await below does not wait.
            var reply = new PendingAnswer<CacheReply>();
            _waiting[request.Id] = reply;
            if (_closed || !link.TrySend(request))
            {
                if (!GrpcLink.Fits(request))
                {
                    _waiting.TryRemove(request.Id, out _);
                    throw Errors.TooLargeForCache(request);
                }
                Fail(request.Id, null);
            }
            var answer = reply.Sent();
            if (!cancellationToken.CanBeCanceled || answer.IsCompleted)
                return await answer.ConfigureAwait(false);
            try
            {
                return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _waiting.TryRemove(request.Id, out _);
            }
        }

        public void OnReceived(CacheReply frame)
        {
            if (_waiting.TryRemove(frame.Id, out var reply))
                reply.Answer(frame);
        }

        public void OnClosed(Exception? error)
        {
            _closed = true;
            memory.Close();
            foreach (var id in _waiting.Keys)
                Fail(id, error);
            onChanged();
        }

        private void Fail(ulong id, Exception? error)
        {
            if (_waiting.TryRemove(id, out var reply))
                reply.Fail(new LinkException("The link to the node's cache broke", error));
        }
    }
}

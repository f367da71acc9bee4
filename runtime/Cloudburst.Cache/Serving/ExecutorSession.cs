using Cloudburst.Cache.Sessions;
using Cloudburst.Cache.SharedMemory;
using Cloudburst.Cache.Writes;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Serving;

/// <summary>
/// One executor's link. What memory can answer is answered on the link's own thread; only what has to wait for the store is left to finish later.
/// </summary>
internal sealed class ExecutorSession : ILinkReceiver<CacheRequest>, IDisposable
{
    /// <summary>Requests of one executor that may wait for the store at a time; an executor has far fewer workers.</summary>
    private const int MaxWaiting = 16_384;

    private readonly NodeCache _cache;
    private readonly ILink<CacheReply> _peer;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _gone;
    private readonly SharedReads _sharedReads;
    private int _waiting;

    public ExecutorSession(NodeCache cache, ILink<CacheReply> peer)
    {
        _cache = cache;
        _peer = peer;
        _gone = _closed.Token;
        _sharedReads = new SharedReads(cache);
    }

    public void OnReceived(CacheRequest frame)
    {
        try
        {
            Handle(frame);
        }
#pragma warning disable CA1031 // A receiver must not throw; the executor is told instead.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(frame.Id, error);
        }
    }

    public void OnClosed(Exception? error)
    {
        if (error is not null)
            _cache.Logger.LogInformation("An executor's link to the cache of node {Node} broke: {Reason}", _cache.NodeId, error.Message);
        Dispose();
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
        _sharedReads.Dispose();
    }

    private void Handle(CacheRequest request)
    {
        switch (request.BodyCase)
        {
            case CacheRequest.BodyOneofCase.Read when SessionReads.IsNeededFor(request.Read):
                Later(request, ReadInSessionAsync);
                break;
            case CacheRequest.BodyOneofCase.Read:
                if (_cache.Reads.TryReadCached(request.Read) is { } reply)
                    Send(new CacheReply { Id = request.Id, Read = reply });
                else
                    Later(request, ReadAsync);
                break;
            case CacheRequest.BodyOneofCase.Join when request.Join.Through:
                Later(request, JoinThroughAsync);
                break;
            case CacheRequest.BodyOneofCase.RegisterChange:
                Later(request, ChangeRegisterAsync);
                break;
            case CacheRequest.BodyOneofCase.Commit:
                Later(request, CommitAsync);
                break;
            case CacheRequest.BodyOneofCase.Join:
                Join(request);
                break;
            case CacheRequest.BodyOneofCase.Delete:
                Later(request, DeleteAsync);
                break;
            case CacheRequest.BodyOneofCase.Flush:
                Later(request, FlushAsync);
                break;
            case CacheRequest.BodyOneofCase.CausalWrite:
                Later(request, CausalWriteAsync);
                break;
            case CacheRequest.BodyOneofCase.SessionEnd:
                _cache.EndSession(request.SessionEnd.Session, request.SessionEnd.Caches);
                Send(new CacheReply { Id = request.Id, Done = new CacheDone() });
                break;
            case CacheRequest.BodyOneofCase.Attach:
                var (attached, refused) = _sharedReads.Attach(request.Attach);
                Send(refused is null ? new CacheReply { Id = request.Id, Attached = attached } : new CacheReply { Id = request.Id, Error = refused });
                break;
            default:
                Send(request.Id, CacheErrors.UnknownRequest());
                break;
        }
    }

    private void Join(CacheRequest request)
    {
        var step = _cache.Writes.Join(request.Join);
        var isInSession = request.Join.Session is not null;
        if (step.Waiter is null && !isInSession)
            Answer(request.Id, step);
        if (step.Pump is not null)
            _cache.Writes.Start(step.Pump);
        if (isInSession)
            Later(request, (session, asked) => session.JoinInSessionAsync(asked, step));
        else if (step.Waiter is not null)
            Later(request, (session, asked) => session.OutcomeAsync(asked, step.Waiter));
    }

    private async Task JoinInSessionAsync(CacheRequest request, WriteStep step)
    {
        var join = request.Join;
        if (step.Waiter is not null)
            step = await _cache.Writes.OutcomeAsync(join.Key, step.Waiter).ConfigureAwait(false);
        await AnswerInSessionAsync(request.Id, step, join.Key, join.Capsule, join.Session).ConfigureAwait(false);
    }

    private async Task AnswerInSessionAsync(ulong id, WriteStep step, string key, ByteString written, CacheSession of)
    {
        // A writer that lost to a deletion starts again; nothing of the session's has changed.
        if (step.Reply is { SupersededBy.IsEmpty: true } reply)
        {
            var (done, error) = await _cache.SessionReads.WroteAsync(key, written, of, _gone).ConfigureAwait(false);
            if (done is not null)
                done.HybridTime = reply.HybridTime;
            step = done is null ? WriteStep.Failed(error!) : WriteStep.Answered(done);
        }

        Answer(id, step);
    }

    private static async Task ReadInSessionAsync(ExecutorSession session, CacheRequest request)
    {
        var (reply, error) = await session._cache.SessionReads.ReadAsync(request.Read, session._gone).ConfigureAwait(false);
        if (error is not null)
            session.Send(request.Id, error);
        else
            session.Send(new CacheReply { Id = request.Id, Read = reply });
    }

    private static async Task CausalWriteAsync(ExecutorSession session, CacheRequest request) =>
        session.Answer(request.Id, await session._cache.CausalWrites.WriteAsync(request.CausalWrite, request.Repeated).ConfigureAwait(false));

    private static async Task JoinThroughAsync(ExecutorSession session, CacheRequest request) =>
        session.Answer(request.Id, await session._cache.LinearizableWrites.JoinAsync(request.Join).ConfigureAwait(false));

    private static async Task CommitAsync(ExecutorSession session, CacheRequest request)
    {
        var (committed, error) = await session._cache.Transactions.CommitAsync(request.Commit, request.Repeated).ConfigureAwait(false);
        if (error is not null)
            session.Send(request.Id, error);
        else
            session.Send(new CacheReply { Id = request.Id, Committed = committed });
    }

    private static async Task ChangeRegisterAsync(ExecutorSession session, CacheRequest request) =>
        session.Answer(request.Id, await session._cache.LinearizableWrites.ChangeAsync(request.RegisterChange, request.Repeated).ConfigureAwait(false));

    private static async Task ReadAsync(ExecutorSession session, CacheRequest request)
    {
        var (reply, error) = await session._cache.Reads.ReadAsync(request.Read, session._gone).ConfigureAwait(false);
        if (error is not null)
            session.Send(request.Id, error);
        else
            session.Send(new CacheReply { Id = request.Id, Read = reply });
    }

    private async Task OutcomeAsync(CacheRequest request, TaskCompletionSource<WriteResult> waiter) =>
        Answer(request.Id, await _cache.Writes.OutcomeAsync(request.Join.Key, waiter).ConfigureAwait(false));

    private static async Task DeleteAsync(ExecutorSession session, CacheRequest request)
    {
        var step = await session._cache.Writes.DeleteAsync(request.Delete).ConfigureAwait(false);
        if (request.Delete.Session is null)
            session.Answer(request.Id, step);
        if (step.Pump is not null)
            session._cache.Writes.Start(step.Pump);
        if (request.Delete.Session is { } of)
            await session.AnswerInSessionAsync(request.Id, step, request.Delete.Key, step.Tombstone, of).ConfigureAwait(false);
    }

    private static async Task FlushAsync(ExecutorSession session, CacheRequest request)
    {
        if (await session._cache.FlushAsync(request.Flush.RequestId).ConfigureAwait(false) is { } error)
            session.Send(request.Id, error);
        else
            session.Send(new CacheReply { Id = request.Id, Done = new CacheDone() });
    }

    /// <summary>Runs what may have to wait; it starts on this thread, and often ends there.</summary>
    private void Later(CacheRequest request, Func<ExecutorSession, CacheRequest, Task> work)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Send(request.Id, CacheErrors.TooManyRequests(MaxWaiting));
            return;
        }

        _ = RunAsync(request, work);
    }

    private async Task RunAsync(CacheRequest request, Func<ExecutorSession, CacheRequest, Task> work)
    {
        try
        {
            await work(this, request).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
#pragma warning disable CA1031 // Nobody awaits this; the executor is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(request.Id, error);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Answer(ulong id, WriteStep step)
    {
        if (step.Error is not null)
            Send(id, step.Error);
        else
            Send(new CacheReply { Id = id, Done = step.Reply });
    }

    private void Answer(ulong id, (CacheDone? Done, ErrorInfo? Error) outcome)
    {
        if (outcome.Error is not null)
            Send(id, outcome.Error);
        else
            Send(new CacheReply { Id = id, Done = outcome.Done });
    }

    private void Fail(ulong id, Exception error)
    {
        _cache.Logger.LogError(error, "The cache of node {Node} failed to serve a request", _cache.NodeId);
        Send(id, CacheErrors.Unexpected(error));
    }

    private void Send(ulong id, ErrorInfo error) => Send(new CacheReply { Id = id, Error = error });

    private void Send(CacheReply reply)
    {
        if (_peer.TrySend(reply) || _gone.IsCancellationRequested)
            return;
        // An executor that never gets this answer would wait for it; a closed link it understands.
        _cache.Logger.LogWarning("An executor does not take its answers from the cache of node {Node}; its link is closed", _cache.NodeId);
        _ = _peer.DisposeAsync().AsTask();
    }
}

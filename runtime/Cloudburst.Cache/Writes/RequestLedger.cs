using Cloudburst.Protocol;

namespace Cloudburst.Cache.Writes;

/// <summary>
/// Knows for each request which of its writes are not durable yet, so that its answer can wait for them. A request that has nothing
/// outstanding and nothing to be told takes no room.
/// </summary>
/// <remarks>Thread-safe. Its lock is the innermost: it may be taken under the gate of an entry.</remarks>
internal sealed class RequestLedger(TimeProvider time)
{
    /// <summary>Failures of requests that never came to ask are kept this long.</summary>
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(5);

    /// <summary>And no more than so many of them.</summary>
    private const int MaxFailures = 10_000;

    private readonly Dictionary<string, RequestWrites> _requests = new(StringComparer.Ordinal);
    private readonly Queue<RequestWrites> _failures = new();
    private readonly Lock _gate = new();

    /// <summary>Requests that are being tracked.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _requests.Count;
        }
    }

    /// <summary>Starts one more write of a request.</summary>
    public RequestWrites Begin(string requestId)
    {
        lock (_gate)
        {
            if (!_requests.TryGetValue(requestId, out var request))
                _requests[requestId] = request = new RequestWrites(requestId);
            request.Outstanding++;
            return request;
        }
    }

    /// <summary>Ends a write, with an error if it was acknowledged and then failed.</summary>
    public void End(RequestWrites request, ErrorInfo? error)
    {
        TaskCompletionSource? settled = null;
        lock (_gate)
        {
            request.Outstanding--;
            if (error is not null && request.Error is null)
                Fail(request, error);
            if (request.Error is not null || request.Outstanding == 0)
                settled = request.Settled;
            if (request.Error is null && request.Outstanding == 0)
                Forget(request);
        }

        settled?.TrySetResult();
    }

    /// <summary>Waits until every write of a request is in the store.</summary>
    /// <returns>Null, or the first error. The next attempt of the request then starts with a clean slate.</returns>
    public async ValueTask<ErrorInfo?> FlushAsync(string requestId, TimeSpan patience)
    {
        RequestWrites? request;
        Task? settled = null;
        lock (_gate)
        {
            if (!_requests.TryGetValue(requestId, out request))
                return null;
            if (request.Error is null)
                settled = (request.Settled ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        if (settled is not null)
        {
            try
            {
                await settled.WaitAsync(patience, time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return CacheErrors.NotYetDurable($"What request '{requestId}' has written", patience);
            }
        }

        lock (_gate)
        {
            if (request.Error is not null)
                Forget(request);
            return request.Error;
        }
    }

    private void Fail(RequestWrites request, ErrorInfo error)
    {
        request.Error = error;
        request.FailedAt = time.GetTimestamp();
        _failures.Enqueue(request);
        while (_failures.TryPeek(out var oldest) && (_failures.Count > MaxFailures || time.GetElapsedTime(oldest.FailedAt) > FailureLifetime))
        {
            _failures.Dequeue();
            Forget(oldest);
        }
    }

    private void Forget(RequestWrites request)
    {
        // A later attempt of the same request may stand under the id by now.
        if (_requests.TryGetValue(request.RequestId, out var current) && ReferenceEquals(current, request))
            _requests.Remove(request.RequestId);
    }
}

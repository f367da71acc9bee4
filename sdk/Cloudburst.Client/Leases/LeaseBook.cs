using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Client.Leases;

/// <summary>
/// The leases that a client holds: of a function that it calls again and again it knows for a while where a scheduler would place the calls, and makes them there. Asking for leases
/// and opening links happens beside the calls, which go to a scheduler meanwhile.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LeaseBook(Gateway gateway, Func<string, ILinkConnector<DirectFrame, DirectReply>> connect, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What an executor has beyond the deadline to say itself what was late.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>Functions, and functions with keys, beyond which those are forgotten that are not called any more.</summary>
    private const int MostLeases = 1_024;

    private readonly ConcurrentDictionary<string, FunctionLease> _leases = new(StringComparer.Ordinal);
    private readonly LinkPool<DirectFrame, DirectReply, ExecutorSession> _executors = new(connect, (_, link) => new ExecutorSession(link, time), static session => session, time);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Makes a call under a lease, if there is one for it.</summary>
    /// <param name="call">A call; its level is set here when it asks for none.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Withdraws the call.</param>
    /// <returns>Its outcome; without one, whether a try was made that may have run: then, too, a scheduler is to make the call.</returns>
    /// <exception cref="CloudburstException">The deadline has passed.</exception>
    public async ValueTask<(Outcome? Outcome, bool WasTried)> TryCallAsync(Call call, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } found)
            return (null, false);
        var (lease, held, executor) = found;
        if (executor.TryAsk(call) is not { } asking)
            return (null, false);
        DirectReply reply;
        try
        {
            reply = asking.IsCompleted
                ? await asking.ConfigureAwait(false)
                : await asking.WaitAsync(PatienceUntil(deadline), time, cancellationToken).ConfigureAwait(false);
        }
        catch (LinkException)
        {
            return (null, true);
        }
        catch (TimeoutException)
        {
            executor.Withdraw(call.RequestId);
            throw new CloudburstException(
                CloudburstErrorCode.DeadlineExceeded,
                $"'{call.Function}' had not finished at the call's deadline; allow more time with CallOptions.Timeout, or see what it waits for",
                new Dictionary<string, string> { ["target"] = call.Function });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            executor.Withdraw(call.RequestId);
            throw;
        }
        if (reply.Outcome is not { } outcome)
        {
            // An executor that can't serve the function would cost every call a way there and back until the lease is over.
            if (reply.Declined is { Busy: false })
                lease.Refused(held);
            return (null, false);
        }
        return outcome.Error is { } error && Faults.IsOfSystem(error.Code) ? (null, true) : (outcome, true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _executors.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>No end of it while somebody may be standing at a breakpoint in the function.</summary>
    private TimeSpan PatienceUntil(DateTimeOffset deadline)
    {
        if (Debugging.IsOn)
            return Timeout.InfiniteTimeSpan;
        var remaining = deadline - time.GetUtcNow();
        return (remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero) + Grace;
    }

    private (FunctionLease Lease, FunctionLease.Held Held, ExecutorSession Executor)? Find(Call call)
    {
        // A transaction that runs again must know of its first try from the scheduler that placed both.
        if (call.Options.Consistency == ConsistencyLevel.Transactional || LeaseNames.Of(call) is not { } name || LeaseOf(name) is not { } lease)
            return null;
        var held = lease.Use(out var ask);
        if (ask)
            _ = AskAsync(LeaseNames.RequestFor(call), lease);
        if (held is null || (call.Options.Consistency == ConsistencyLevel.Default && held.Consistency == ConsistencyLevel.Transactional))
            return null;
        ExecutorSession? best = null;
        var isOver = true;
        foreach (var executor in held.Executors)
        {
            if (executor.IsOver)
                continue;
            isOver = false;
            if (!executor.IsBusy && (best is null || executor.InFlight < best.InFlight))
                best = executor;
        }
        if (isOver)
            lease.End(held);
        if (best is null)
            return null;
        if (call.Options.Consistency == ConsistencyLevel.Default)
            call.Options.Consistency = held.Consistency;
        return (lease, held, best);
    }

    /// <returns><see langword="null"/> when there are too many that are called.</returns>
    private FunctionLease? LeaseOf(string name)
    {
        if (_leases.TryGetValue(name, out var known))
            return known;
        if (_leases.Count >= MostLeases)
        {
            foreach (var (other, lease) in _leases)
            {
                if (lease.IsIdle)
                    _leases.TryRemove(other, out _);
            }
            if (_leases.Count >= MostLeases)
                return null;
        }
        return _leases.GetOrAdd(name, static (_, time) => new FunctionLease(time), time);
    }

    private async Task AskAsync(LeaseRequest request, FunctionLease lease)
    {
        try
        {
            var askedAt = time.GetTimestamp();
            var answer = await gateway.AskAsync(
                new ClientFrame { Lease = request }, time.GetUtcNow() + AskTimeout, _stopping.Token).ConfigureAwait(false);
            // A scheduler that grants none, or does not know of leases.
            if (answer.Lease is not { DurationMs: > 0, Executors.Count: > 0 } grant)
            {
                lease.Failed();
                return;
            }
            var executors = (await Task.WhenAll(grant.Executors.Select(ConnectAsync)).ConfigureAwait(false)).OfType<ExecutorSession>().ToArray();
            if (executors.Length == 0)
                lease.Failed();
            else
                lease.Granted(new FunctionLease.Held(askedAt, TimeSpan.FromMilliseconds(grant.DurationMs), grant.Consistency, executors));
        }
#pragma warning disable CA1031 // Nobody awaits this, and calls do without a lease.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogDebug(error, "No lease for {Function}", request.Function);
            lease.Failed();
        }
    }

    /// <returns><see langword="null"/> when the executor can't be reached from here.</returns>
    private async Task<ExecutorSession?> ConnectAsync(Location executor)
    {
        try
        {
            var session = await _executors.ConnectAsync(executor.Address, _stopping.Token).ConfigureAwait(false);
            return session.IsOver ? null : session;
        }
        catch (LinkException error)
        {
            logger.LogDebug("Executor {Executor} can't be called directly: {Reason}", executor.ExecutorId, error.Message);
            return null;
        }
    }
}

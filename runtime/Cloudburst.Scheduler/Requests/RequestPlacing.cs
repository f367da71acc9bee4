using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// Finds a request's target and executors for it, and sends them its schedule: at once where it can, later where a DAG has to be looked up or no executor is there yet, and
/// again when a try has failed (Cloudburst, VLDB 2020, §4.3 and §4.5).
/// </summary>
/// <remarks>Thread-safe. Disposing gives up what waits for executors.</remarks>
internal sealed partial class RequestPlacing(
    SchedulerOptions options, RequestTable requests, RequestChecks checks, ExecutorDirectory executors, DagRegistry dags, Placer placer, RetryRules retries, DeadLetters deadLetters,
    TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Places a request that has just been taken in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">Why the last try of it failed, where others have made some.</param>
    public void Place(InFlightRequest request, ErrorInfo? fault)
    {
        if (request.Attempt >= options.MaxAttempts)
        {
            FailForGood(request, fault ?? Errors.ExecutorLost(request.Target, request.Attempt));
            return;
        }
        if (TryResolveNow(request) && TryPlaceNow(request))
            return;
        _ = PlaceLaterAsync(request);
    }

    /// <summary>Gives a try up that has failed, and places its request again if that is allowed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">The try; when it is not the present one, nothing happens.</param>
    /// <param name="reason">Why; <see langword="null"/> when an executor was lost.</param>
    public void TryAgain(InFlightRequest request, int attempt, ErrorInfo? reason)
    {
        if (request.GiveUpAttempt(attempt, reason, time, out var goesOn) is not { } participants)
            return;
        request.Trace?.GaveUp(attempt, reason);
        RequestTable.Abandon(request, participants, attempt, cancelledByCaller: false, goesOn);
        if (goesOn)
            return;
        if (request.Delivered > 0)
            requests.Fail(request, Errors.StreamBroken(request.Target, request.Delivered, reason?.Message ?? "its executor was lost"));
        else if (retries.PauseAfter(request, reason) is { } pause)
            _ = PlaceLaterAsync(request, pause);
        else
            FailForGood(request, reason ?? Errors.ExecutorLost(request.Target, request.Failures));
    }

    /// <summary>Too much load is nothing to look into afterwards; a request that never gets through is.</summary>
    private void FailForGood(InFlightRequest request, ErrorInfo error) =>
        requests.Fail(request, error.Code == ErrorCode.Overloaded ? error : deadLetters.Add(request, request.Failures, error));

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private bool TryResolveNow(InFlightRequest request)
    {
        if (request.Call.TargetCase == Call.TargetOneofCase.Function)
        {
            request.Dag = executors.Current.Functions.GetValueOrDefault(request.Call.Function)?.AsDag;
            return request.Dag is not null;
        }
        var found = dags.FindAsync(request.Call.Dag, request.Call.DagVersion, _stopping.Token);
        if (!found.IsCompletedSuccessfully)
        {
            // Not known here yet; the slow path asks again and then waits.
            _ = found.AsTask().ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
        request.Dag = found.Result;
        return request.Dag is not null;
    }

    private bool TryPlaceNow(InFlightRequest request)
    {
        var dag = request.Dag!;
        if (checks.Check(request, dag) is { } error)
        {
            requests.Fail(request, error);
            return true;
        }
        if (request.Call.Options.Consistency == ConsistencyLevel.Default)
            request.Call.Options.Consistency = dag.Topology.Consistency == ConsistencyLevel.Default ? options.DefaultConsistency : dag.Topology.Consistency;
        if (RequestChecks.CheckHedge(request) is { } unfit)
        {
            requests.Fail(request, unfit);
            return true;
        }
        if (PlacementOf(request, dag) is not { } placement)
            return false;
        Send(request, dag, placement);
        return true;
    }

    /// <summary>
    /// One of the requests that were lost with several executors may be what they died of. They are placed apart from each other where they can be, so that it does not take the others with it
    /// until their tries are used up.
    /// </summary>
    private ExecutorHandle[]? PlacementOf(InFlightRequest request, RegisteredDag dag)
    {
        var part = dag.PartAt(0);
        if (request.IsSuspect && placer.TryPlace(part, request.Call.Arguments, Array.FindAll(executors.Current.Executors, static executor => executor.HasSuspects)) is { } apart)
            return apart;
        return placer.TryPlace(part, request.Call.Arguments);
    }

    /// <summary>Begins a request that takes long once more, on executors that do not run it yet; where there are none at the moment, or very many are tried again, it just goes on.</summary>
    private void Hedge(InFlightRequest request)
    {
        try
        {
            if (request.PlacementToHedge() is { } slow && placer.TryPlace(request.Dag!, request.Call.Arguments, slow) is { } placement && retries.TryTakeTurn())
                Send(request, request.Dag!, placement, isHedge: true);
        }
#pragma warning disable CA1031 // On a timer's thread; the try that takes long may answer all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Request {Request}, which takes long, could not be begun once more", request.Id);
        }
    }

    /// <param name="request">The request.</param>
    /// <param name="dag">Its DAG.</param>
    /// <param name="placement">Where each node runs.</param>
    /// <param name="isHedge">Whether another try goes on beside this one.</param>
    private void Send(InFlightRequest request, RegisteredDag dag, ExecutorHandle[] placement, bool isHedge = false)
    {
        var part = dag.PartAt(0);
        var helpers = placer.HelpersFor(part, placement);
        var participants = Schedules.ParticipantsOf(placement, helpers);
        var now = time.GetTimestamp();
        var attempt = isHedge ? request.BeginHedge(participants, placement, now) : request.BeginAttempt(participants, placement, now);
        if (attempt == 0)
            return;
        request.Trace?.Began(attempt, dag, participants);
        if (!TrySendSchedules(request, part, attempt, next: null, placement, helpers, participants))
            return;
        if (request.Call.Options.HedgeAfterMs > 0 && options.MaxAttempts > 1)
            request.HedgeAfter(TimeSpan.FromMilliseconds(request.Call.Options.HedgeAfterMs), () => Hedge(request), time);
        if (request.ResultKey.Length == 0)
            return;
        foreach (var caller in request.Accept())
            caller.Link.TrySend(new GatewayFrame { Id = caller.FrameId, Accepted = new Accepted() });
    }

    /// <summary>Sends a try's schedules, or those of a part of its DAG, and tries again where one can't be sent.</summary>
    /// <returns>Whether the try goes on.</returns>
    private bool TrySendSchedules(
        InFlightRequest request, RegisteredDag part, int attempt, NextPart? next, ExecutorHandle[] placement, ExecutorHandle[][] helpers, ExecutorHandle[] participants)
    {
        foreach (var executor in participants)
        {
            var schedule = Schedules.For(request, part, attempt, next, placement, helpers, participants);
            if (helpers.Length > 0 && Array.IndexOf(placement, executor) < 0)
                schedule = Schedules.ForHelper(schedule, part);
            // The link may have broken, or its executor left, since the policy chose it.
            if (!executor.TrySchedule(part, schedule))
            {
                TryAgain(request, attempt, null);
                break;
            }
            if (!request.IsCurrent(attempt))
                break;
        }
        if (request.IsCurrent(attempt))
            return true;
        // It was given up, or has ended, while it was being sent: whoever was told in between is told again.
        RequestTable.Abandon(request, participants, attempt, cancelledByCaller: false);
        return false;
    }

    /// <summary>The slow path: asks the store for a DAG, and waits for executors that are not there yet.</summary>
    private async Task PlaceLaterAsync(InFlightRequest request, TimeSpan pause = default)
    {
        try
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(false);
            var started = time.GetTimestamp();
            while (!request.IsEnded)
            {
                var change = executors.NextChange;
                if (request.Call.TargetCase == Call.TargetOneofCase.Dag)
                {
                    request.Dag ??= await dags.FindAsync(request.Call.Dag, request.Call.DagVersion, _stopping.Token).ConfigureAwait(false);
                    if (request.Dag is null)
                    {
                        requests.Fail(request, Errors.DagNotFound(request.Call.Dag));
                        return;
                    }
                }
                if ((request.Dag is not null || TryResolveNow(request)) && TryPlaceNow(request))
                    return;
                var patience = options.ExecutorPatience - time.GetElapsedTime(started);
                if (patience <= TimeSpan.Zero)
                {
                    FailForLackOfExecutors(request);
                    return;
                }
                // An executor that is passed over for a moment comes back without any change to wait for.
                await WaitAsync(change, patience < ExecutorHandle.RefusalPause ? patience : ExecutorHandle.RefusalPause).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The scheduler stops; the client asks another one, or this one again, under the same request id.
            requests.Forget(request);
        }
        catch (KvsException error)
        {
            requests.Fail(request, KvsErrorInfo.From(error));
        }
#pragma warning disable CA1031 // A request that fails here must be answered, not forgotten.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Request {Request} failed in the scheduler", request.Id);
            requests.Fail(request, Errors.Internal(error));
        }
    }

    private async Task WaitAsync(Task change, TimeSpan patience)
    {
        try
        {
            await change.WaitAsync(patience, time, _stopping.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks once more, then gives up.
        }
    }

    private void FailForLackOfExecutors(InFlightRequest request)
    {
        var functions = executors.Current.Functions;
        requests.Fail(request, request.Dag is null && functions.Count > 0
            ? Errors.FunctionNotFound(request.Call.Function, functions.Keys)
            : LackOf(request.Target, request.Dag, executors.Current) ?? Errors.NoExecutor(request.Target, options.ExecutorPatience));
    }

    /// <summary>Says what executors that are there lack for a DAG; <see langword="null"/> when that is not why there are none.</summary>
    private ErrorInfo? LackOf(string target, RegisteredDag? dag, ExecutorDirectory.Snapshot snapshot)
    {
        foreach (var name in dag?.Functions ?? [])
        {
            if (!snapshot.Functions.TryGetValue(name, out var known))
                continue;
            var function = known.Info;
            // Those that have the function, whether or not they may run it.
            var owners = Array.FindAll(snapshot.Executors, executor => executor.Hello.Functions.Any(other => other.Name == name));
            var labelled = Array.FindAll(owners, executor => function.Resource.Length == 0 || executor.Resources.Contains(function.Resource));
            if (known.Hosts.Length == 0 && function.Resource.Length > 0 && labelled.Length == 0)
                return Errors.NoResource(target, function, options.ExecutorPatience);
            if (known.Hosts.Length == 0 && function.MemoryMb > 0 && labelled.Length > 0)
                return Errors.NoMemory(target, function, labelled.Max(static executor => executor.MemoryMB), options.ExecutorPatience);
            if (known.Hosts.Length > 0 && function.MemoryMb > 0 && !Array.Exists(known.Hosts, host => host.Occupancy.HasMemoryFor(function)))
                return Errors.MemoryInUse(target, function, known.Hosts.Max(static host => host.Occupancy.FreeMB), options.ExecutorPatience);
        }
        return null;
    }
}

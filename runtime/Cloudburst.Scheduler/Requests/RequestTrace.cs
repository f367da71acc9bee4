using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>What became of one request whose caller asked for its trace: its tries, and the functions that ran, as their executors tell it.</summary>
/// <remarks>Thread-safe. Nothing is sent while the gate is held.</remarks>
internal sealed class RequestTrace(TimeProvider time)
{
    /// <summary>A map may be long; its first calls show what they are like.</summary>
    private const int MaxSpans = 1_000;

    private readonly TraceReply _trace = new() { Found = true };
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private RegisteredDag? _dag;
    private int _awaited = 1;

    /// <summary>Completes when the request has ended and its executors have told what they have.</summary>
    public Task Complete => _complete.Task;

    /// <summary>A request has come.</summary>
    public void Begin(InFlightRequest request, string schedulerId)
    {
        lock (_gate)
        {
            _trace.RequestId = request.Id;
            _trace.Target = request.Target;
            _trace.SchedulerId = schedulerId;
            _trace.ArrivedUnixMicros = Now();
        }
    }

    /// <summary>A try begins.</summary>
    public void Began(int attempt, RegisteredDag dag, ExecutorHandle[] participants)
    {
        var began = new TraceAttempt { Number = attempt, BeganUnixMicros = Now() };
        began.Executors.AddRange(participants.Select(static executor => executor.Id));
        lock (_gate)
        {
            _dag = dag;
            _trace.Topology = dag.Topology;
            _trace.Attempts.Add(began);
        }
    }

    /// <summary>A try goes on with the next part of its DAG.</summary>
    public void WentOn(int attempt, ExecutorHandle[] participants)
    {
        lock (_gate)
        {
            if (_trace.Attempts.FirstOrDefault(begun => begun.Number == attempt) is { } begun)
                begun.Executors.AddRange(participants.Select(static executor => executor.Id).Except(begun.Executors));
        }
    }

    /// <summary>A try was given up.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="reason">Why; <see langword="null"/> when an executor was lost.</param>
    public void GaveUp(int attempt, ErrorInfo? reason)
    {
        lock (_gate)
        {
            if (_trace.Attempts.FirstOrDefault(begun => begun.Number == attempt) is not { } given)
                return;
            given.EndedUnixMicros = Now();
            given.Failure = reason ?? Errors.ExecutorLost(_trace.Target, attempt);
        }
    }

    /// <summary>The request has ended. Executors are asked for an echo, which comes after all that they have told.</summary>
    /// <param name="name">The trace's name.</param>
    /// <param name="outcome">How it has ended.</param>
    /// <param name="participants">The executors of the last try.</param>
    public void End(string name, Outcome outcome, ExecutorHandle[] participants)
    {
        lock (_gate)
        {
            _trace.EndedUnixMicros = Now();
            _trace.Error = outcome.Error;
            _awaited += participants.Length;
        }
        foreach (var executor in participants)
        {
            if (executor.IsLost || !executor.TrySend(new SchedulerCommand { TraceProbe = name }))
                Echo();
        }
        Echo();
    }

    /// <summary>An executor has told all that it has.</summary>
    public void Echo()
    {
        lock (_gate)
        {
            if (--_awaited > 0)
                return;
        }
        _complete.TrySetResult();
    }

    /// <summary>A function has run.</summary>
    public void Add(FunctionSpan span)
    {
        lock (_gate)
        {
            // A part counts its nodes for itself.
            if (_dag is { Parts.Length: > 0 } dag)
                span.Node = dag.PartAt(span.DagPart).Nodes[span.Node];
            if (_trace.Spans.Count < MaxSpans)
                _trace.Spans.Add(span);
            else
                _trace.SpansDropped++;
        }
    }

    /// <summary>What is known of it now.</summary>
    public TraceReply Read()
    {
        lock (_gate)
            return _trace.Clone();
    }

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

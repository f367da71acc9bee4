using Cloudburst.Executor.State;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>The times of one call of a traced request; told to its scheduler when the call has ended.</summary>
internal sealed class CallSpan(TimeProvider time)
{
    private readonly DateTimeOffset _at = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private long _entered;
    private long _returned;

    /// <summary>All that the function needs is there; it begins.</summary>
    public void Enter() => _entered = time.GetTimestamp();

    /// <summary>It has returned, or thrown.</summary>
    public void Return() => _returned = time.GetTimestamp();

    /// <summary>Tells the scheduler.</summary>
    /// <param name="run">The request.</param>
    /// <param name="site">Where in its DAG the call stands.</param>
    /// <param name="state">What it has read.</param>
    /// <param name="outcome">What came of it.</param>
    public void Report(RequestRun run, CallSite site, RequestState state, Outcome outcome)
    {
        var now = time.GetTimestamp();
        // One that was not even entered has only prepared to be.
        var (entered, returned) = (_entered == 0 ? now : _entered, _returned == 0 ? now : _returned);
        var span = new FunctionSpan
        {
            Trace = run.Schedule.Options.Trace,
            Attempt = run.Attempt,
            Node = site.Node,
            DagPart = run.Key.Part,
            Element = site.Element + 1,
            StartedUnixMicros = (_at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            PrepareMicros = Micros(_started, entered),
            RunMicros = Micros(entered, returned),
            FlushMicros = state.HasWrites ? Micros(returned, now) : 0,
            Error = outcome.Error,
        };
        if (state.Reads is { } reads)
            (span.KeysRead, span.KeysFetched, span.BytesRead) = (reads.Keys, reads.Fetched, reads.Bytes);
        // A scheduler that is gone has nobody to tell it to.
        _ = run.Scheduler.TrySend(new ExecutorFrame { Span = span });
    }

    private long Micros(long from, long to) => (long)time.GetElapsedTime(from, to).TotalMicroseconds;
}

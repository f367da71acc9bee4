namespace Cloudburst.Cli.Traces;

/// <summary>The JSON of <c>cloudburst trace</c>.</summary>
internal static class TraceDocument
{
    public static object Of(CloudburstTrace trace, EncodedValue? result) => new
    {
        trace.Target,
        trace.RequestId,
        trace.Scheduler,
        Result = result,
        trace.Error,
        trace.Arrived,
        Milliseconds = trace.Ended is { } ended ? (double?)Milliseconds(ended - trace.Arrived) : null,
        Attempts = trace.Attempts.Select(attempt => new { attempt.Number, At = Milliseconds(attempt.Began - trace.Arrived), attempt.Executors, attempt.Failure }),
        Runs = trace.Runs.Select(run => new
        {
            run.Attempt,
            run.Node,
            run.Function,
            run.Element,
            Executor = run.ExecutorId,
            Machine = run.NodeId,
            At = Milliseconds(run.Started - trace.Arrived),
            Preparing = Milliseconds(run.Preparing),
            Running = Milliseconds(run.Running),
            Storing = Milliseconds(run.Storing),
            run.KeysRead,
            run.KeysFetched,
            run.BytesRead,
            run.Error,
        }),
        trace.Dropped,
    };

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

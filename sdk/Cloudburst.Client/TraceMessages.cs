using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <summary>Turns a scheduler's trace into the SDK's.</summary>
internal static class TraceMessages
{
    public static CloudburstTrace? ToTrace(TraceReply reply)
    {
        if (!reply.Found)
            return null;
        var dag = reply.Topology is null ? null : DagMessages.ToShape(reply.Topology);
        return new CloudburstTrace(
            reply.RequestId,
            reply.Target,
            reply.SchedulerId,
            dag,
            At(reply.ArrivedUnixMicros),
            reply.EndedUnixMicros > 0 ? At(reply.EndedUnixMicros) : null,
            reply.Error?.Message,
            [.. reply.Attempts.Select(static attempt => new CloudburstTraceAttempt(attempt.Number, At(attempt.BeganUnixMicros), attempt.Executors, attempt.Failure?.Message))],
            [.. reply.Spans.OrderBy(static span => span.StartedUnixMicros).Select(span => ToRun(span, dag))],
            reply.SpansDropped);
    }

    private static CloudburstTraceRun ToRun(FunctionSpan span, DagShape? dag)
    {
        var node = dag is not null && span.Node >= 0 && span.Node < dag.Nodes.Count ? dag.Nodes[span.Node] : null;
        return new CloudburstTraceRun(
            span.Attempt,
            node?.Label ?? "",
            node?.Function ?? "",
            span.Element > 0 ? span.Element - 1 : null,
            span.ExecutorId,
            span.NodeId,
            At(span.StartedUnixMicros),
            TimeSpan.FromMicroseconds(span.PrepareMicros),
            TimeSpan.FromMicroseconds(span.RunMicros),
            TimeSpan.FromMicroseconds(span.FlushMicros),
            span.KeysRead,
            span.KeysFetched,
            span.BytesRead,
            span.Error?.Message);
    }

    private static DateTimeOffset At(long unixMicros) => DateTimeOffset.UnixEpoch.AddMicroseconds(unixMicros);
}

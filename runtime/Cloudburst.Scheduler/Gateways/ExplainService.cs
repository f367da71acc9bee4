using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Requests;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Tells where a call would be placed now; nothing runs, and nothing is kept of it.</summary>
internal sealed class ExplainService(DagRegistry dags, ExecutorDirectory executors, Placer placer, TimeProvider time)
{
    private readonly RequestChecks _checks = new(executors);

    public async Task<GatewayFrame> ExplainAsync(Call call, CancellationToken cancellationToken)
    {
        call.Options ??= new RequestOptions();
        var functions = executors.Current.Functions;
        var isDag = call.TargetCase == Call.TargetOneofCase.Dag;
        var dag = isDag ? await dags.FindAsync(call.Dag, call.DagVersion, cancellationToken).ConfigureAwait(false) : functions.GetValueOrDefault(call.Function)?.AsDag;
        if (dag is null)
            return Failed(isDag ? Errors.DagNotFound(call.Dag) : Errors.FunctionNotFound(call.Function, functions.Keys));
        var request = new InFlightRequest(call, NoCaller.Instance, frameId: 0, time.GetUtcNow(), time.GetUtcNow()) { Scheduler = 0 };
        if ((RequestChecks.CheckAlone(request) ?? _checks.Check(request, dag)) is { } error)
            return Failed(error);
        var first = dag.PartAt(0);
        if (placer.TryPlace(first, call.Arguments) is not { } placement)
            return Failed(Errors.NoExecutor(request.Target, TimeSpan.Zero));
        var explained = new Explained { Topology = dag.Topology };
        explained.Nodes.AddRange(dag.Topology.Nodes.Select(static _ => new PlacedNode()));
        for (var node = 0; node < placement.Length; node++)
        {
            var placed = explained.Nodes[dag.Parts.Length == 0 ? node : first.Nodes[node]];
            placed.ExecutorId = placement[node].Id;
            placed.NodeId = placement[node].NodeId;
            placed.CachedBytes = placer.CachedBytes(first, call.Arguments, node, placement[node]);
        }
        return new GatewayFrame { Explained = explained };
    }

    private static GatewayFrame Failed(ErrorInfo error) => new() { Error = error };
}

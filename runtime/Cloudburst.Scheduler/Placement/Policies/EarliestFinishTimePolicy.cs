using System.Runtime.InteropServices;

namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>
/// Each function where it is expected to finish first, in the order of the DAG: when its inputs are there, a worker is free, its references are read, and it has
/// run. Functions that can run at once spread over executors when one has too few workers; a chain stays together, because moving costs a message.
/// </summary>
/// <remarks>
/// List scheduling as in HEFT (Topcuoglu et al., 2002), without its ranks: the order of the DAG is kept. Run times are what executors report; before the first report a
/// function is taken to need no time, and messages and reads decide. It looks at every candidate of every node.
/// </remarks>
internal sealed class EarliestFinishTimePolicy(Machines machines) : IPlacementPolicy
{
    /// <summary>What handing a result on costs within a machine, and between two, in microseconds; within an executor it costs nothing.</summary>
    private const double SameMachineMicros = 100;
    private const double OtherMachineMicros = 300;

    /// <summary>What reading a key from the store costs when the machine does not cache it: a round trip, and its bytes at 1 GB/s.</summary>
    private const double ReadMicros = 300;
    private const double MicrosPerByte = 0.001;

    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        var finish = new double[placement.Length];
        var assigned = new Dictionary<ExecutorHandle, int>();
        var saved = new double[machines.Count];
        foreach (var node in request.Dag.Order)
        {
            Array.Clear(saved);
            var reads = request.AddReadCosts(node, ReadMicros, MicrosPerByte, saved);
            var (best, earliest) = (default(ExecutorHandle), double.MaxValue);
            var candidates = request.CandidatesOf(node);
            // From anywhere on, so that equals share the work.
            var at = request.Random.Next(candidates.Length);
            for (var i = 0; i < candidates.Length; i++, at = at + 1 == candidates.Length ? 0 : at + 1)
            {
                var candidate = candidates[at];
                var start = Math.Max(InputsAt(request, node, candidate, placement, finish), WorkerAt(candidate, assigned.GetValueOrDefault(candidate)));
                var end = start + reads - (candidate.Machine.Number < saved.Length ? saved[candidate.Machine.Number] : 0);
                if (end < earliest || (end <= earliest && candidate.IsLessLoadedThan(best!)))
                    (best, earliest) = (candidate, end);
            }
            placement[node] = best!;
            finish[node] = earliest + request.RunTimeOf(node).TotalMicroseconds;
            CollectionsMarshal.GetValueRefOrAddDefault(assigned, best!, out _)++;
        }
    }

    private static double InputsAt(PlacementRequest request, int node, ExecutorHandle candidate, ReadOnlySpan<ExecutorHandle> placement, double[] finish)
    {
        var ready = 0.0;
        foreach (var source in request.Dag.SourcesOf(node))
        {
            var from = placement[source];
            var message = from == candidate ? 0 : from.Machine == candidate.Machine ? SameMachineMicros : OtherMachineMicros;
            ready = Math.Max(ready, finish[source] + message);
        }
        return ready;
    }

    /// <summary>When a worker is free: those that run or wait there take their turns first, so many at a time as there are workers.</summary>
    private static double WorkerAt(ExecutorHandle candidate, int assigned)
    {
        var ahead = Math.Max(candidate.InFlight, candidate.Queued) + assigned;
        return ahead / candidate.Workers * candidate.MeanRunTime.TotalMicroseconds;
    }
}

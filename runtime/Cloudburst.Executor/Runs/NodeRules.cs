using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

/// <summary>What a node does when something is known of those before it.</summary>
internal enum NodeStep
{
    /// <summary>It waits for more.</summary>
    Wait,

    /// <summary>Its function runs.</summary>
    Run,

    /// <summary>Its result is known, or that it has none, without a function having to run.</summary>
    Settle,
}

/// <summary>
/// The rules by which nodes run or are skipped. A node whose guard does not hold, or that needs the result of a skipped node, is skipped as soon as that is known; a
/// choice takes the first result that is there, and is skipped when none will be.
/// </summary>
internal static class NodeRules
{
    /// <summary>Decides about a node that is neither running nor settled.</summary>
    /// <param name="run">The request.</param>
    /// <param name="node">The node.</param>
    /// <param name="known">What is known of all nodes.</param>
    /// <param name="missing">How many of those that it waits for are not known.</param>
    /// <param name="settled">What becomes of it, when it is settled.</param>
    /// <param name="winner">The place of the binding that a choice has taken; otherwise -1.</param>
    public static NodeStep Decide(RequestRun run, int node, NodeResult[] known, int missing, out NodeResult settled, out int winner)
    {
        var shape = run.Plan.Topology.Nodes[node];
        winner = -1;
        if (IsForbidden(shape, known, out settled))
            return NodeStep.Settle;
        if (shape.Kind != NodeKind.Call)
            return Choose(run, shape, known, missing, out settled, out winner);
        foreach (var binding in shape.Bindings)
        {
            if (binding.SourceCase == ArgumentBinding.SourceOneofCase.Node && known[binding.Node] is { IsSkipped: true } source)
            {
                settled = source;
                return NodeStep.Settle;
            }
        }
        return missing == 0 ? NodeStep.Run : NodeStep.Wait;
    }

    private static bool IsForbidden(DagNode shape, NodeResult[] known, out NodeResult settled)
    {
        foreach (var guard in shape.Guards)
        {
            var decider = known[guard.Node];
            if (!decider.IsKnown || (!decider.IsSkipped && Holds(guard, decider.Value.Span)))
                continue;
            settled = NodeResult.Skipped(decider.Error, decider.Session);
            return true;
        }
        settled = default;
        return false;
    }

    private static bool Holds(Guard guard, ReadOnlySpan<byte> result)
    {
        foreach (var value in guard.Results)
        {
            if (value.Span.SequenceEqual(result))
                return !guard.Negated;
        }
        return guard.Negated;
    }

    private static NodeStep Choose(RequestRun run, DagNode shape, NodeResult[] known, int missing, out NodeResult settled, out int winner)
    {
        settled = default;
        winner = -1;
        foreach (var guard in shape.Guards)
        {
            if (!known[guard.Node].IsKnown)
                return NodeStep.Wait;
        }
        for (var i = 0; i < shape.Bindings.Count; i++)
        {
            var binding = shape.Bindings[i];
            var isNode = binding.SourceCase == ArgumentBinding.SourceOneofCase.Node;
            if (isNode && known[binding.Node] is not { IsKnown: true, IsSkipped: false })
                continue;
            // Who lets an argument of the call pass hands on what decided that it may.
            var session = isNode ? known[binding.Node].Session : Merged(run, shape.Guards.Select(guard => known[guard.Node].Session)) ?? run.Earlier;
            settled = Take(run, shape, binding, session);
            winner = i;
            return NodeStep.Settle;
        }
        if (missing > 0)
            return NodeStep.Wait;
        var before = shape.Bindings.Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node).Select(binding => known[binding.Node]).ToArray();
        settled = NodeResult.Skipped(
            before.Select(static result => result.Error).FirstOrDefault(static error => error is not null), Merged(run, before.Select(static result => result.Session)));
        return NodeStep.Settle;
    }

    private static NodeResult Take(RequestRun run, DagNode shape, ArgumentBinding binding, SessionRecord? session)
    {
        try
        {
            var slot = run.ArgumentOf(binding);
            return slot.IsResolved ? NodeResult.Of(slot.Payload, session) : NodeResult.Skipped(Errors.ReferenceIsNoResult(shape.Label, slot.Key!), session);
        }
        catch (CloudburstException error)
        {
            return NodeResult.Skipped(Errors.FromFunction(shape.Label, error), session);
        }
    }

    private static SessionRecord? Merged(RequestRun run, IEnumerable<SessionRecord?> sessions)
    {
        SessionRecord[] some = [.. sessions.OfType<SessionRecord>()];
        return some.Length <= 1 ? some.FirstOrDefault() : FunctionSession.Merge(run.Schedule.Options.Consistency, some);
    }
}

using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

// What is known of the nodes' results, and which nodes can run because of it.
internal sealed partial class RequestRun
{
    private readonly NodeResult[] _results;
    private readonly int[] _missing;

    /// <summary>What a parameter is bound to.</summary>
    /// <exception cref="CloudburstException">An item is wanted of what is no tuple of so many.</exception>
    public ArgumentSlot ArgumentOf(ArgumentBinding binding)
    {
        var slot = binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Input => ArgumentSlot.Of(Schedule.Arguments[binding.Input]),
            ArgumentBinding.SourceOneofCase.Node => ArgumentSlot.Of(_results[binding.Node].Value),
            _ => ArgumentSlot.Of(binding.Constant),
        };
        if (binding.Item > 0)
            slot.TakeItem(binding.Item);
        return slot;
    }

    /// <summary>The sessions of the nodes that a node waits for.</summary>
    public IReadOnlyList<SessionRecord> SessionsBefore(int node)
    {
        if (!KeepsSession)
            return [];
        var sessions = new List<SessionRecord>();
        lock (_gate)
        {
            foreach (var source in Plan.SourcesOf(node))
            {
                if (_results[source].Session is { } session)
                    sessions.Add(session);
            }
        }
        if (sessions.Count == 0 && Earlier is not null)
            sessions.Add(Earlier);
        return sessions;
    }

    /// <summary>Finds the nodes of this executor that wait for nothing.</summary>
    public void Begin(ref ReadyNodes ready)
    {
        lock (_gate)
        {
            for (var node = 0; node < _missing.Length; node++)
            {
                if (Plan.Sources[node] == 0 && RunsHere(node))
                    Advance(node, ref ready);
            }
        }
    }

    /// <summary>Takes what became of a node; of one that is known already it is a duplicate and changes nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="ready">Receives the nodes of this executor that can run now, or are settled by it.</param>
    /// <returns>Whether it was news.</returns>
    public bool Deliver(int node, in NodeResult result, ref ReadyNodes ready)
    {
        lock (_gate)
        {
            if (_results[node].IsKnown || _ended)
                return false;
            _results[node] = result;
            foreach (var consumer in Plan.Consumers[node])
            {
                // Where every node runs, it runs when the last one before it has.
                if (--_missing[consumer] > 0 && Plan.IsPlain)
                    continue;
                if (RunsHere(consumer) && !_results[consumer].IsKnown)
                    Advance(consumer, ref ready);
            }
            return true;
        }
    }

    /// <summary>Takes the nodes for skipped that nothing needs any more since a race was won, and stops those that run.</summary>
    public void Drop(int race, int winner)
    {
        List<CancellationTokenSource>? stopped = null;
        lock (_gate)
        {
            for (var competitor = 0; competitor < Plan.Topology.Nodes[race].Bindings.Count; competitor++)
            {
                if (competitor == winner)
                    continue;
                foreach (var node in Plan.OnlyFor(race, competitor))
                {
                    if (_results[node].IsKnown)
                        continue;
                    _results[node] = NodeResult.Skipped(error: null, session: null);
                    if (_tokens?.SourceOfCompetitor(node) is { } running)
                        (stopped ??= []).Add(running);
                }
            }
        }
        foreach (var source in stopped ?? [])
            RunTokens.CancelSoon(source);
    }

    /// <summary>Whether nothing needs a node any more.</summary>
    public bool IsDropped(int node)
    {
        if (!Plan.MayLose(node))
            return false;
        lock (_gate)
            return _results[node].IsKnown;
    }

    /// <summary>Whether it is known what became of a node.</summary>
    public bool IsKnown(int node)
    {
        lock (_gate)
            return _results[node].IsKnown;
    }

    private void Advance(int node, ref ReadyNodes ready)
    {
        if (Plan.IsPlain)
        {
            ready.Add(node);
            return;
        }
        switch (NodeRules.Decide(this, node, _results, _missing[node], out var settled, out var winner))
        {
            case NodeStep.Run:
                ready.Add(node);
                break;
            case NodeStep.Settle:
                ready.AddSettled(new SettledNode(node, settled, winner));
                break;
        }
    }
}

using System.Collections.Concurrent;
using Cloudburst.Executor.Runs;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Direct;

/// <summary>
/// Takes calls straight from clients that hold a lease of their placement. Whatever would make a scheduler choose another executor declines them instead: no worker is free, the
/// cache is away, the executor warms up or leaves. A call that is declined has not run.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DirectCalls(ExecutorEngine engine, FunctionTable functions, Func<bool> isReady) : ILinkEndpoint<DirectReply, DirectFrame>
{
    private readonly ConcurrentDictionary<string, Plan> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DirectSession, bool> _sessions = new();
    private long _taken;
    private volatile bool _closed;

    public ExecutorEngine Engine => engine;

    public ILinkReceiver<DirectFrame> Accept(ILink<DirectReply> peer)
    {
        var session = new DirectSession(this, peer);
        _sessions.TryAdd(session, true);
        return session;
    }

    /// <summary>Why a call is not taken; <see langword="null"/> when it is.</summary>
    public Declined? Decline(Call call, out Plan? plan)
    {
        plan = PlanOf(call.Function);
        // What is wrong with a call is a scheduler's to say.
        if (plan is null || plan.Functions[0]!.Streams || call.Options is not { DeadlineUnixMs: > 0, ResultKey.Length: 0 } || !IsPossible(call.Options.Consistency) || call.Arguments.Count != plan.Topology.InputCount || _closed || !isReady())
            return new Declined();
        if (!engine.Workers.IsFree || engine.LaneOf(plan.Functions[0]!) is { IsFull: true })
            return new Declined { Busy = true };
        Interlocked.Increment(ref _taken);
        return null;
    }

    /// <summary>Calls that were taken since the last time this was asked.</summary>
    public long TakeCount() => Interlocked.Exchange(ref _taken, 0);

    /// <summary>Tells every client that nothing more is taken.</summary>
    public void Leave()
    {
        foreach (var session in _sessions.Keys)
            session.TrySend(new DirectReply { Leaving = new Leaving() });
    }

    /// <summary>Closes every link: clients ask schedulers for what they have no answer to.</summary>
    public Task CloseAsync()
    {
        _closed = true;
        // All at once: a link waits a while for a client that does not read, and there may be many of those.
        return Task.WhenAll(_sessions.Keys.Select(static session => session.DisposeAsync().AsTask()));
    }

    public void Forget(DirectSession session) => _sessions.TryRemove(session, out _);

    /// <summary>A transaction that runs again must know of its first try from the scheduler that placed both; and somebody has to choose a level where there is none.</summary>
    private static bool IsPossible(ConsistencyLevel level) => level is
        ConsistencyLevel.LastWriterWins or ConsistencyLevel.RepeatableRead or ConsistencyLevel.SingleKeyCausal or ConsistencyLevel.MultiKeyCausal or ConsistencyLevel.Causal or ConsistencyLevel.Linearizable;

    private Plan? PlanOf(string function)
    {
        if (_plans.TryGetValue(function, out var known))
            return known;
        return functions.Find(function) is { } descriptor ? _plans.GetOrAdd(function, MakePlan(descriptor)) : null;
    }

    /// <summary>A function called by itself is a DAG of one node.</summary>
    private Plan MakePlan(FunctionDescriptor function)
    {
        var node = new DagNode { Function = function.Name, Label = function.Name };
        for (var i = 0; i < function.Parameters.Count; i++)
            node.Bindings.Add(new ArgumentBinding { Input = i });
        return new Plan(new DagTopology { Name = function.Name, InputCount = function.Parameters.Count, Nodes = { node }, Sink = 0 }, functions);
    }
}

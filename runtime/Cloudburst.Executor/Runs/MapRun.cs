using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// A node that is mapped over a list, on the executor where it was placed: takes the list apart once it is there, shares its elements out evenly, and puts the results together
/// in the order of the list. To everybody else it is a node like any other.
/// </summary>
internal sealed class MapRun
{
    private readonly ExecutorEngine _engine;
    private readonly RequestRun _run;
    private readonly int _node;
    private readonly FunctionDescriptor _function;
    private readonly ReadOnlyMemory<byte>[] _results;
    private readonly List<SessionRecord> _sessions = [];
    private readonly Lock _gate = new();
    private MapShareRun? _own;
    private int _left;
    private long _bytes;
    private bool _ended;

    private MapRun(ExecutorEngine engine, RequestRun run, int node, FunctionDescriptor function, int count)
    {
        _engine = engine;
        _run = run;
        _node = node;
        _function = function;
        _results = new ReadOnlyMemory<byte>[count];
        _left = count;
    }

    /// <summary>Begins the map of a node whose list is there.</summary>
    /// <returns>A node to go on with when there was nothing to call; otherwise -1.</returns>
    public static async ValueTask<int> BeginAsync(ExecutorEngine engine, RequestRun run, int node, FunctionDescriptor function, RequestState state)
    {
        var each = run.Plan.Each[node];
        Outcome outcome;
        try
        {
            var arguments = FunctionCall.Bind(run, node);
            // The others are read by each call for itself, so that a Ref<T> stays one.
            var list = new[] { arguments[each] };
            if (!list[0].IsResolved)
                await ArgumentReads.ResolveAsync(engine, run, list, state).ConfigureAwait(false);
            var elements = ElementsOf(function, each, list[0].Payload);
            if (elements.Count > 0)
            {
                IReadOnlyList<SessionRecord> sessions = state.Session is { } session ? [session.ToRecord()] : [];
                new MapRun(engine, run, node, function, elements.Count).ShareOut(new MapShareWork(node, function, arguments, each, First: 0, elements, sessions));
                return -1;
            }
            outcome = new Outcome { Value = UnsafeByteOperations.UnsafeWrap(PayloadLists.Join([])) };
        }
#pragma warning disable CA1031 // Reading the list may fail in any way, and whatever it is ends the node.
        catch (Exception error)
#pragma warning restore CA1031
        {
            outcome = new Outcome { Error = FunctionCall.ErrorOf(engine, run, function, error) };
        }
        finally
        {
            state.ReleaseViews();
        }
        return await engine.Conclusion.EndNodeAsync(run, node, function.Name, state, outcome).ConfigureAwait(false);
    }

    /// <summary>Takes what came of a share.</summary>
    public void Take(MapShareResult share)
    {
        var error = share.Error;
        lock (_gate)
        {
            if (_ended || (error is null && !_results[share.First].IsEmpty))
                return;
            _sessions.AddRange(share.Sessions);
            for (var i = 0; i < share.Results.Count; i++)
            {
                _results[share.First + i] = share.Results[i];
                _bytes += MapShareRun.SizeInList(share.Results[i]);
            }
            _left -= share.Results.Count;
            // What can no longer become a value is not gathered.
            if (error is null && _bytes > _engine.Options.MaxValueBytes)
                error = Errors.FromFunction(_function.Name, Errors.TooLarge(_function.Name, _bytes, _engine.Options.MaxValueBytes));
            if (error is null && _left > 0)
                return;
            _ended = true;
        }
        _own?.Stop();
        _ = EndAsync(error);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> ElementsOf(FunctionDescriptor function, int each, ReadOnlyMemory<byte> list)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> elements;
        try
        {
            elements = PayloadLists.Split(list);
        }
        catch (CloudburstException error)
        {
            throw Errors.NotAList(function.Name, function.Parameters[each], error);
        }
        return elements.Count <= Limits.MaxMapWidth ? elements : throw Errors.ListTooLong(function.Name, elements.Count);
    }

    /// <summary>Gives every executor that helps, and this one, the same number of elements or one less.</summary>
    private void ShareOut(MapShareWork whole)
    {
        _run.Add(_node, this);
        var helpers = _run.Schedule.Helpers.FirstOrDefault(helpers => helpers.Node == _node)?.Locations ?? [];
        var shares = Math.Min(helpers.Count + 1, whole.Elements.Count);
        var first = 0;
        for (var i = 0; i < shares; i++)
        {
            var count = (whole.Elements.Count - first) / (shares - i);
            var share = whole with { First = first, Elements = [.. whole.Elements.Skip(first).Take(count)] };
            first += count;
            // This executor is the last one, so that the others begin first.
            if (i < shares - 1)
                _engine.Shares.Send(_run, helpers[i], share);
            else
                (_own = new MapShareRun(_engine, _run, share, Take)).Start();
        }
    }

    private async Task EndAsync(ErrorInfo? error)
    {
        try
        {
            var state = _engine.StateFor(_run, _sessions);
            var next = await _engine.Conclusion.EndNodeAsync(_run, _node, _function.Name, state, error is null ? Joined() : new Outcome { Error = error }).ConfigureAwait(false);
            if (next >= 0)
                _engine.Workers.Start(new NodeRun(_engine, _run, next));
        }
#pragma warning disable CA1031 // Nobody awaits this; a request whose map has ended must not wait for its deadline.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _engine.Report(_run, new Outcome { Error = Errors.FromFunction(_function.Name, failure) });
        }
    }

    private Outcome Joined()
    {
        try
        {
            var list = PayloadLists.Join(_results);
            return list.Length <= _engine.Options.MaxValueBytes
                ? new Outcome { Value = UnsafeByteOperations.UnsafeWrap(list) }
                : throw Errors.TooLarge(_function.Name, list.Length, _engine.Options.MaxValueBytes);
        }
        catch (CloudburstException error)
        {
            return new Outcome { Error = Errors.FromFunction(_function.Name, error) };
        }
    }
}

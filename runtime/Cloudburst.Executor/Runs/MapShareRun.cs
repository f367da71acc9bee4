using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// The elements of a map that this executor calls the function with: as many at a time as it has workers. It holds none of them while it waits, and gives way between two
/// elements to what else waits for one.
/// </summary>
internal sealed class MapShareRun(ExecutorEngine engine, RequestRun run, MapShareWork work, Action<MapShareResult> end)
{
    private readonly Lock _gate = new();
    private readonly ReadOnlyMemory<byte>[] _results = new ReadOnlyMemory<byte>[work.Elements.Count];
    private readonly List<SessionRecord> _sessions = [];
    private int _next;
    private int _left = work.Elements.Count;
    private long _bytes;
    private bool _ended;

    private string Function => work.Function.Name;

    private Caller Caller => run.Caller;

    /// <summary>Starts to call; there is at least one element.</summary>
    public void Start()
    {
        // Elements that wait to run together hold no worker.
        var workers = Math.Min(Math.Max(engine.Options.Workers, work.Function.MaxBatch ?? 0), work.Elements.Count);
        for (var i = 0; i < workers; i++)
            engine.Workers.Start(new Worker(engine, this));
    }

    /// <summary>Begins no more elements.</summary>
    public void Stop()
    {
        lock (_gate)
            _ended = true;
    }

    /// <summary>The least that a result adds to the list of all.</summary>
    public static int SizeInList(ReadOnlyMemory<byte> result) => Math.Max(0, result.Length - Payload.HeaderSize);

    private bool TryTake(out int element)
    {
        lock (_gate)
        {
            element = _next;
            if (_ended || run.IsEnded || _next == _results.Length || run.IsDropped(work.Node))
                return false;
            _next++;
            return true;
        }
    }

    private async ValueTask RunAsync(int element, Worker worker)
    {
        run.Enter(worker);
        try
        {
            var arguments = (ArgumentSlot[])work.Arguments.Clone();
            arguments[work.Each] = ArgumentSlot.Of(work.Elements[element]);
            var state = engine.StateFor(run, work.Sessions);
            var outcome = await FunctionCall.RunAsync(
                engine, run, worker, work.Function, new CallSite(work.Node, work.First + element), arguments, state).ConfigureAwait(false);
            Took(element, outcome, state.Session?.ToRecord());
        }
        catch (CloudburstException error)
        {
            Took(element, new Outcome { Error = Errors.FromFunction(work.Function.Name, error) }, session: null);
        }
        finally
        {
            run.Leave(worker);
        }
    }

    private void Took(int element, Outcome outcome, SessionRecord? session)
    {
        lock (_gate)
        {
            // What an attempt that was given up is stopped with is no result.
            if (_ended || run.IsEnded)
                return;
            if (session is not null)
                _sessions.Add(session);
            if (outcome.KindCase == Outcome.KindOneofCase.Value)
            {
                _results[element] = outcome.Value.Memory;
                _bytes += SizeInList(outcome.Value.Memory);
                // What can no longer become a value is not gathered.
                if (_bytes > engine.Options.MaxValueBytes)
                    outcome = new Outcome { Error = Errors.FromFunction(Function, Errors.TooLarge(Function, _bytes, engine.Options.MaxValueBytes)) };
                else if (--_left > 0)
                    return;
            }
            _ended = true;
        }
        end(new MapShareResult(work.First, outcome.Error is null ? _results : [], _sessions, outcome.Error));
    }

    /// <summary>Calls with one element after the other on a worker.</summary>
    private sealed class Worker : WorkerUse
    {
        private readonly ExecutorEngine _engine;
        private readonly MapShareRun _share;
        private bool _givesWay;

        public Worker(ExecutorEngine engine, MapShareRun share)
            : base(engine, share.Caller)
        {
            _engine = engine;
            _share = share;
            Function = share.Function;
        }

        protected override async Task RunAsync()
        {
            while (!_givesWay && _share.TryTake(out var element))
            {
                await _share.RunAsync(element, this).ConfigureAwait(false);
                _givesWay = _engine.Workers.IsAwaited;
            }
        }

        protected override void Ended()
        {
            if (_givesWay)
                _engine.Workers.Start(new Worker(_engine, _share));
        }
    }
}

/// <summary>What a share consists of.</summary>
/// <param name="Node">The node that is mapped.</param>
/// <param name="Function">Its function.</param>
/// <param name="Arguments">The arguments that are the same in every call.</param>
/// <param name="Each">The place of the one that is not.</param>
/// <param name="First">Where its elements begin in the list.</param>
/// <param name="Elements">The elements' payloads.</param>
/// <param name="Sessions">What the calls start from.</param>
internal sealed record MapShareWork(
    int Node, FunctionDescriptor Function, ArgumentSlot[] Arguments, int Each, int First, IReadOnlyList<ReadOnlyMemory<byte>> Elements, IReadOnlyList<SessionRecord> Sessions);

/// <summary>What came of it.</summary>
/// <param name="First">Where its elements begin in the list.</param>
/// <param name="Results">The results, in order; none when a call failed.</param>
/// <param name="Sessions">What the calls have read and written.</param>
/// <param name="Error">The failure.</param>
internal sealed record MapShareResult(int First, IReadOnlyList<ReadOnlyMemory<byte>> Results, IReadOnlyList<SessionRecord> Sessions, ErrorInfo? Error);

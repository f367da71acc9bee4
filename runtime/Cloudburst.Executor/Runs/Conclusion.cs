using Cloudburst.Executor.State;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Cloudburst.Shared;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>How requests end: with the result of their sink, or with a failure that no other result can make up for.</summary>
internal sealed class Conclusion(ExecutorEngine engine, CacheClient cache, WriterIdentity writer, ILogger logger)
{
    /// <summary>Takes what a node's function has returned or thrown: hands it on, or ends the request with it.</summary>
    /// <param name="run">The request.</param>
    /// <param name="node">The node.</param>
    /// <param name="function">Its function's name.</param>
    /// <param name="state">What it has read and written.</param>
    /// <param name="outcome">What came of it.</param>
    /// <returns>A node that became ready here, for this worker to go on with; -1 for none.</returns>
    public async ValueTask<int> EndNodeAsync(RequestRun run, int node, string function, RequestState state, Outcome outcome)
    {
        // What an attempt that was given up is stopped with says nothing to the others.
        var isLast = node == run.Plan.Topology.Sink;
        if (run.IsEnded && !isLast)
            return -1;
        var session = isLast ? null : state.Session?.ToRecord();
        if (session is { MetadataBytes: > SessionRecord.MaxMetadataBytes })
            outcome = new Outcome { Error = Errors.FromFunction(function, Errors.SessionTooLarge(function, session)) };
        else if (outcome.Error is { } error && !run.Plan.IsVital(node) && IsResult(error.Code))
            return engine.Handover.HandOn(run, node, NodeResult.Skipped(error, session));
        else if (outcome.KindCase == Outcome.KindOneofCase.Value && !isLast)
            return engine.Handover.HandOn(run, node, NodeResult.Of(outcome.Value.Memory, session));
        // What a competitor that has lost is stopped with is no failure.
        if (!run.IsDropped(node))
            await ConcludeAsync(run, function, state, outcome).ConfigureAwait(false);
        return -1;
    }

    /// <summary>Ends a request whose sink is settled without a function.</summary>
    public async Task ConcludeAsync(RequestRun run, NodeResult result)
    {
        var sink = run.Plan.Topology.Nodes[run.Plan.Topology.Sink].Label;
        try
        {
            var outcome = result.IsSkipped
                ? new Outcome { Error = result.Error ?? Errors.NoValidResult(run.Plan.Topology.Name, sink) }
                : new Outcome { Value = UnsafeByteOperations.UnsafeWrap(result.Value) };
            await ConcludeAsync(run, sink, engine.StateFor(run, result.Session is null ? [] : [result.Session]), outcome).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody awaits this; a request whose answer was not given must not wait for its deadline.
        catch (Exception error)
#pragma warning restore CA1031
        {
            engine.Report(run, new Outcome { Error = Errors.FromFunction(sink, error) });
        }
    }

    /// <summary>Ends a request: commits it where there is something to commit, or finds out whether its failure may be told.</summary>
    private async ValueTask ConcludeAsync(RequestRun run, string function, RequestState state, Outcome outcome)
    {
        if (run.Plan.Topology.Continues && outcome.KindCase == Outcome.KindOneofCase.Value)
        {
            await ContinueAsync(run, function, state, outcome.Value).ConfigureAwait(false);
            return;
        }
        if (run.Schedule.Options.OutputKey.Length > 0 && outcome.KindCase == Outcome.KindOneofCase.Value && !run.IsEnded)
            outcome = await WriteOutputAsync(run, function, state, outcome).ConfigureAwait(false);
        if (state is TransactionalState transaction)
            outcome = await CommitAsync(run, function, transaction, outcome).ConfigureAwait(false);
        await FinishAsync(run, outcome, state.Session).ConfigureAwait(false);
    }

    /// <summary>Hands the result of a part of the DAG to the scheduler, which places the next one. The request goes on: nothing is committed, stored or released.</summary>
    private async ValueTask ContinueAsync(RequestRun run, string function, RequestState state, ByteString result)
    {
        var session = state.Session?.ToRecord();
        try
        {
            if (session is { MetadataBytes: > SessionRecord.MaxMetadataBytes })
                throw Errors.SessionTooLarge(function, session);
            engine.ReportContinuation(run, new Continuation
            {
                Argument = run.Plan.Topology.ContinuesByKey ? ReferredBy(result) : new ArgumentValue { Value = result, Inner = Inner(run.KeysOfResult) },
                Session = session is null ? null : SessionMessages.ToState(session),
            });
        }
        catch (CloudburstException error)
        {
            await FinishAsync(run, new Outcome { Error = Errors.FromFunction(function, error) }, state.Session).ConfigureAwait(false);
        }
    }

    private static InnerReferences? Inner(IReadOnlyList<string> keys) => keys.Count == 0 ? null : new InnerReferences { Keys = { keys } };

    /// <summary>What a reference leads to, as an argument; nothing for one that leads nowhere.</summary>
    private static ArgumentValue ReferredBy(ByteString result)
    {
        var reference = Payload.Decode<Ref<EncodedValue>>(result.Memory);
        if (reference.Key.Length == 0)
            return new ArgumentValue { Value = UnsafeByteOperations.UnsafeWrap(Payload.Encode<object?>(null)) };
        return reference.IsFuture ? new ArgumentValue { ResultKey = reference.Key } : new ArgumentValue { Key = reference.Key };
    }

    /// <summary>Writes the result under the caller's key, as the last write of the request.</summary>
    private async ValueTask<Outcome> WriteOutputAsync(RequestRun run, string function, RequestState state, Outcome outcome)
    {
        var token = run.GetToken(engine.Time);
        try
        {
            await state.PutAsync(run.Schedule.Options.OutputKey, outcome.Value.Memory, token).ConfigureAwait(false);
            if (run.Schedule.Options.Durability != DurabilityLevel.Async && state.HasWrites)
                await state.FlushAsync(token).ConfigureAwait(false);
            return outcome;
        }
        catch (CloudburstException error)
        {
            return new Outcome { Error = Errors.FromFunction(function, error) };
        }
        catch (OperationCanceledException)
        {
            return new Outcome { Error = run.IsCancelledByCaller ? Errors.Cancelled(function) : Errors.DeadlineExceeded(function) };
        }
    }

    /// <summary>Commits the request, or finds out whether its failure may be told: a function may have failed because of a state that never was.</summary>
    private async ValueTask<Outcome> CommitAsync(RequestRun run, string function, TransactionalState transaction, Outcome outcome)
    {
        // An attempt that was given up, or is too late, leaves the request to others.
        if (run.IsEnded)
            return outcome;
        if (run.IsOverdue(engine.Time))
            return new Outcome { Error = Errors.DeadlineExceeded(function) };
        if (outcome.Error is { } error && !IsResult(error.Code))
            return outcome;
        try
        {
            return await transaction.CommitAsync(outcome, run.Schedule.Options.DeadlineUnixMs).ConfigureAwait(false);
        }
        catch (CloudburstException failure)
        {
            return new Outcome { Error = Errors.FromFunction(function, failure) };
        }
    }

    /// <summary>Ends a run with the outcome of its sink, or with a failure.</summary>
    public async ValueTask FinishAsync(RequestRun run, Outcome outcome, FunctionSession? session)
    {
        var stored = false;
        if (run.Schedule.Options.ResultKey.Length > 0 && !run.IsEnded)
        {
            try
            {
                stored = await StoreAsync(run, outcome).ConfigureAwait(false);
            }
            catch (CloudburstException error)
            {
                outcome = new Outcome { Error = Errors.FromFunction(run.Plan.Topology.Name, error) };
            }
        }
        engine.Report(run, outcome, stored);
        if (session?.End() is { } end)
            await EndSessionAsync(end).ConfigureAwait(false);
    }

    /// <summary>Gives up the snapshots of a session.</summary>
    public async Task EndSessionAsync(SessionEnd end)
    {
        try
        {
            await cache.AskAsync(new CacheRequest { SessionEnd = end }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CloudburstException error)
        {
            // Caches give up by themselves what nobody ends.
            logger.LogDebug("The snapshots of session {Session} were not released: {Reason}", end.Session, error.Message);
        }
    }

    private async Task<bool> StoreAsync(RequestRun run, Outcome outcome)
    {
        // A fault that the scheduler answers with another attempt is no outcome.
        if (outcome.Error is { } error && (Faults.IsOfSystem(error.Code) || (!run.Schedule.Options.CallDigest.IsEmpty && !Faults.IsAnswer(error.Code))))
            return false;
        outcome.CallDigest = run.Schedule.Options.CallDigest;
        var state = new RequestState(cache, writer, run.RequestId, session: null);
        var capsule = Capsule.Encode(new LastWriterWins(writer.Clock.Next(), outcome.ToByteArray()));
        await state.JoinOutsideSessionAsync(run.Schedule.Options.ResultKey, capsule, ResultKeys.TimeToLive, CancellationToken.None).ConfigureAwait(false);
        await state.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>Errors that are a function's answer, and not that it was given no time or was not to go on.</summary>
    private static bool IsResult(ErrorCode code) => !Faults.IsOfSystem(code) && code is not (ErrorCode.DeadlineExceeded or ErrorCode.Cancelled);
}

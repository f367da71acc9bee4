using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Executor.State;

/// <summary>
/// The store at the level Transactional: reads come from the request's snapshots with its own writes on top, and writes stay with the request until its sink commits them.
/// </summary>
internal sealed class TransactionalState(CacheClient cache, WriterIdentity writer, string requestId, bool isRetry, FunctionSession session)
    : RequestState(cache, writer, requestId, session)
{
    private readonly TransactionalSession _transaction = session.Transaction;

    // What this invocation adds to counters and sets must be told from what others add, so it counts under a replica of its own.
    private readonly WriterJournal _journal = new();

    public override WriterJournal Journal => _journal;

    // What is read stays as it is until the request ends, so a read and a write are one step.
    public override bool ComparesAndSets => true;

    public override async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        var own = keys.Select(_transaction.WriteOf).ToArray();
        var asked = keys.Where((_, i) => own[i] is not { ReplacesAll: true }).Distinct(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (asked.Count > 0)
        {
            var read = Session!.Read(asked);
            read.Fresh = isRetry;
            var reply = (await AskInSessionAsync(new CacheRequest { Read = read }, cancellationToken).ConfigureAwait(false)).Read;
            Session.Observe(asked, reply);
            Reads?.Asked(reply);
            Reads?.Found(reply.Capsules);
            for (var i = 0; i < asked.Count; i++)
                found[asked[i]] = reply.Capsules[i].Memory;
        }

        var results = new ReadOnlyMemory<byte>[keys.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var before = found.GetValueOrDefault(keys[i]);
            if (own[i] is not { } write)
                results[i] = before;
            else if (!write.TrySee(before, out results[i]))
                throw Errors.WrittenOtherwise(keys[i]);
        }

        return results;
    }

    public override async ValueTask<Stamp?> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        if (!Capsule.TryValidate(capsule.Span, out var problem) || Capsule.IsTombstone(capsule.Span))
            throw Errors.NotACapsule(key, problem ?? "It is a tombstone.");
        if (Capsule.TagOf(capsule.Span) == LatticeTag.LastWriterWins)
            await PutAsync(key, Capsule.LwwPayload(capsule), cancellationToken).ConfigureAwait(false);
        else if (!_transaction.Write(key, before => (before ?? new BufferedWrite(Stamp.Zero, default, TimeSpan.Zero)).ThenJoin(capsule, timeToLive ?? TimeSpan.Zero)))
            throw Errors.WrittenOtherwise(key);
        return null;
    }

    public override ValueTask PutAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        return _transaction.Write(key, before => before is null ? BufferedWrite.Register(Clock.Next(), payload) : before.ThenPut(StampAfter(before.Last), payload))
            ? default
            : throw Errors.WrittenOtherwise(key);
    }

    public override ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        _transaction.Write(key, before => BufferedWrite.Deletion(StampAfter(before?.Last ?? Stamp.Zero)));
        return default;
    }

    public override async ValueTask<bool> CompareAndSetAsync(
        string key, ReadOnlyMemory<byte> expected, bool orAbsent, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        var capsule = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        var isThere = !capsule.IsEmpty;
        if (isThere && Capsule.TagOf(capsule.Span) != LatticeTag.LastWriterWins)
            throw Errors.WrittenOtherwise(key);
        if (!(isThere ? Capsule.LwwPayload(capsule).Span.SequenceEqual(expected.Span) : orAbsent))
            return false;
        await PutAsync(key, payload, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Ends the request: commits what it has written, or finds out whether what a failure is based on was one state of the store.</summary>
    /// <param name="outcome">What the caller is to be told.</param>
    /// <param name="deadline">When the request ends.</param>
    /// <returns>What the caller is to be told: the outcome of an earlier attempt if that one has committed.</returns>
    /// <exception cref="CloudburstException">It could not commit, and has no effect unless the store could not be reached.</exception>
    public async ValueTask<Outcome> CommitAsync(Outcome outcome, long deadline)
    {
        var record = _transaction.ToRecord();
        // A request that fails writes nothing.
        if (outcome.KindCase == Outcome.KindOneofCase.Error)
            record = record with { Writes = [] };
        var commit = new TransactionCommit
        {
            RequestId = RequestId,
            Retry = isRetry,
            DeadlineUnixMs = deadline,
            Session = SessionMessages.ToState(record),
            Outcome = outcome.ToByteString(),
        };
        var reply = await Cache.AskAsync(new CacheRequest { Commit = commit }, CancellationToken.None).ConfigureAwait(false);
        return Outcome.Parser.ParseFrom(reply.Committed.Outcome);
    }

    private Stamp StampAfter(Stamp seen)
    {
        var now = Clock.Next();
        return new Stamp(Math.Max(now.HybridTime, seen.HybridTime + 1), now.NodeId);
    }
}

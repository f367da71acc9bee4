using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Executor.State;

/// <summary>The session of one invocation (Cloudburst, VLDB 2020, §5.3), in the terms of the cache's protocol. Thread-safe.</summary>
internal sealed class FunctionSession
{
    private readonly string _id;
    private readonly ConsistencyLevel _level;
    private readonly Session _session;

    /// <param name="id">The attempt's id: the snapshots of one attempt are not another one's.</param>
    /// <param name="level">What it is promised.</param>
    /// <param name="upstream">The sessions of the functions whose results the invocation takes.</param>
    /// <exception cref="CloudburstException">The metadata that came with a result is damaged.</exception>
    public FunctionSession(string id, ConsistencyLevel level, IReadOnlyList<SessionRecord> upstream)
    {
        _id = id;
        _level = level;
        try
        {
            _session = Session.Start((SessionLevel)level, upstream);
        }
        catch (ArgumentException error)
        {
            throw Errors.DamagedSession(error);
        }
    }

    public ConsistencyLevel Level => _level;

    /// <summary>The join of sessions.</summary>
    /// <exception cref="CloudburstException">The metadata that came with a result is damaged.</exception>
    public static SessionRecord Merge(ConsistencyLevel level, IReadOnlyList<SessionRecord> sessions) => new FunctionSession("", level, sessions).ToRecord();

    public bool IsCausal => _session is CausalSession;

    /// <summary>The session at the level Transactional.</summary>
    public TransactionalSession Transaction => (TransactionalSession)_session;

    public SessionRecord ToRecord() => _session.ToRecord();

    public CacheRead Read(IReadOnlyList<string> keys)
    {
        var read = new CacheRead { Consistency = _level, Session = About(keys) };
        read.Keys.AddRange(keys);
        return read;
    }

    /// <summary>What the cache must know of the session to read or write these keys.</summary>
    public CacheSession About(IReadOnlyList<string> keys) =>
        new() { Id = _id, Constraints = SessionMessages.ToState(_session.ConstraintsFor(keys)) };

    public void Observe(IReadOnlyList<string> keys, CacheReadReply reply)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (_session is RepeatableReadSession repeatable)
                repeatable.Observe(keys[i], VersionToken.OfSnapshot(reply.Capsules[i].Span), reply.Cache);
            else if (_session is TransactionalSession transaction)
                transaction.Observe(keys[i], VersionToken.Of(reply.Capsules[i].Span), reply.Cache);
            else if (_session is CausalSession causal)
                causal.Observe(keys[i], reply.Capsules[i].Memory);
        }
        if (_session is not CausalSession reader)
            return;
        if (reply.Settled)
            reader.Settle(reply.Cache, reply.Arrival);
        else
            reader.Depend(SessionMessages.ToEntries(reply.Dependencies), reply.Open, reply.Cache, reply.Arrival);
    }

    /// <summary>Whether the session has read or written a key, and so knows what a write of it replaces.</summary>
    public bool HasSeen(string key) => _session is CausalSession causal && causal.HasSeen(key);

    /// <summary>Whether a write of a key would inherit something that is not known here; see <see cref="Inherit"/>.</summary>
    public bool LacksDependencies(string key) => _session is CausalSession causal && causal.LacksDependencies(key);

    /// <summary>Takes over what a key's value depends on, without showing it to the function.</summary>
    public void Inherit(string key, CacheReadReply reply) => ((CausalSession)_session).Inherit(key, reply.Capsules[0].Memory);

    /// <summary>Says what a write follows.</summary>
    public CausalBasis Follow(CausalWrite write)
    {
        var basis = ((CausalSession)_session).BasisOf(write.Key);
        write.Consistency = _level;
        write.Context = UnsafeByteOperations.UnsafeWrap(basis.Context.Encode());
        write.Dependencies.AddRange(basis.Dependencies.Entries.Select(static dependency => new SessionVersion
        {
            Key = System.Text.Encoding.UTF8.GetString(dependency.Key.Span),
            Version = UnsafeByteOperations.UnsafeWrap(CausalContext.FromVectorClock(dependency.Clock).Encode()),
        }));
        return basis;
    }

    /// <summary>Takes note of a write under repeatable read.</summary>
    public void Wrote(string key, CacheDone done) =>
        ((RepeatableReadSession)_session).Observe(key, VersionToken.Read(done.Version.Memory), done.Cache);

    /// <summary>Takes note of a write at a causal level.</summary>
    public void Wrote(string key, CacheDone done, CausalBasis basis) =>
        ((CausalSession)_session).Wrote(key, CausalContext.Decode(done.Version.Memory), basis);

    /// <summary>The message that ends the session, for the node's cache; null when no cache keeps anything for it.</summary>
    public SessionEnd? End()
    {
        if (_session.Caches is not { Count: > 0 } caches)
            return null;
        var end = new SessionEnd { Session = _id };
        end.Caches.AddRange(caches);
        return end;
    }
}

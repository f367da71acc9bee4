using System.Diagnostics;

namespace Cloudburst.Sessions;

/// <summary>
/// What one request has read and written up to a point of its DAG, and what it may read next (Cloudburst (VLDB 2020) §5.3). A function starts from the join of
/// the sessions of those before it; parallel branches know nothing of each other.
/// </summary>
/// <remarks>All members are thread-safe: a function may read several keys at once.</remarks>
[DebuggerDisplay("{Level}, {Caches.Count} caches hold snapshots")]
public abstract class Session
{
    private protected Session(SessionLevel level) => Level = level;

    /// <summary>What the session is promised.</summary>
    public SessionLevel Level { get; }

    /// <summary>Starts a function's session.</summary>
    /// <param name="level">What it is promised; not <see cref="SessionLevel.LastWriterWins"/>, which tracks nothing.</param>
    /// <param name="upstream">The sessions of the functions whose results it takes.</param>
    /// <exception cref="ArgumentException">A record is not one of this level: its metadata is damaged or comes from another release.</exception>
    public static Session Start(SessionLevel level, params IReadOnlyList<SessionRecord> upstream) => level switch
    {
        SessionLevel.RepeatableRead => new RepeatableReadSession(upstream),
        SessionLevel.SingleKeyCausal or SessionLevel.MultiKeyCausal or SessionLevel.Causal => new CausalSession(level, upstream),
        SessionLevel.Transactional => new TransactionalSession(upstream),
        _ => throw new ArgumentException($"There is no session to keep at level {level}", nameof(level)),
    };

    /// <summary>What a cache must respect when it reads these keys for the session.</summary>
    /// <param name="keys">The keys.</param>
    public abstract SessionRecord ConstraintsFor(IReadOnlyList<string> keys);

    /// <summary>All of it, for the functions that take this one's result.</summary>
    public abstract SessionRecord ToRecord();

    /// <summary>The addresses of the caches that hold snapshots for the session, to be told when it ends.</summary>
    public abstract IReadOnlyCollection<string> Caches { get; }
}

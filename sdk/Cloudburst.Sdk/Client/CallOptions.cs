using System.Collections.Frozen;

namespace Cloudburst;

/// <summary>How one call is to be made. Immutable.</summary>
public sealed record CallOptions
{
    /// <summary>The defaults.</summary>
    public static CallOptions Default { get; } = new();

    /// <summary>How long the caller waits before the call fails with <see cref="CloudburstErrorCode.DeadlineExceeded"/>.</summary>
    /// <value><see langword="null"/> by default: the client's <c>DefaultTimeout</c>, 30 seconds. Otherwise longer than zero and at most 24 days.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What the whole request is promised about the state that it reads.</summary>
    /// <value><see cref="Consistency.Default"/>, which is <see cref="Consistency.LastWriterWins"/>.</value>
    public Consistency Consistency { get; init; }

    /// <summary>What an answer says about the request's writes.</summary>
    /// <value><see cref="Durability.Session"/>.</value>
    public Durability Durability { get; init; } = Durability.Session;

    /// <summary>
    /// After how long a call without an answer is begun a second time, on other executors while the first ones go on: whichever answers first counts, and the other one is stopped. Against a
    /// machine that is slow at the moment; the paper leaves it to its time-outs (Cloudburst, VLDB 2020, §4.5). What the function does outside of the store may be done twice, as after a crash.
    /// </summary>
    /// <value><see langword="null"/>: never. Longer than zero; not for streams and not at <see cref="Consistency.Transactional"/> (<see cref="CloudburstErrorCode.Unsupported"/>).</value>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>
    /// What the caller says about the call: a tenant, an experiment, an order's number. Its functions see them (<see cref="CloudburstContext.Tags"/>), and they stand in their logs, in traces and in
    /// the dead-letter list.
    /// </summary>
    /// <value>None. At most 16, of at most 4,096 characters together.</value>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How urgent the call is, beside others that wait for a worker of the same executor.</summary>
    /// <value><see cref="CallPriority.Normal"/>.</value>
    public CallPriority Priority { get; init; }

    /// <summary>
    /// Asks for a result that can be read without its type: as JSON where it would be MemoryPack. For tools, which take it as an <see cref="EncodedValue"/>; readers that know the
    /// type read it all the same.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool ReadableResult { get; init; }

    /// <summary>
    /// A key under which the result is written too, as a register, for others to read: <c>Register&lt;T&gt;</c>, <c>[FromState]</c>, <c>Ref&lt;T&gt;</c>. It is there when the caller is answered, or
    /// the future has its result, and part of the request's session: at the level <see cref="Consistency.Transactional"/> it becomes visible with the request's other writes. A request
    /// that fails writes nothing.
    /// </summary>
    /// <value><see langword="null"/>: the result goes to the caller alone.</value>
    public string? OutputKey { get; init; }

    /// <summary>
    /// Names the request, so that whoever asks again with this id gets the same answer, and the call does not run again: an idempotency key, such as the id of an order. The answer, or what the
    /// function threw, is kept for an hour. Functions see the id as <see cref="CloudburstContext.RequestId"/>. A call that came to no answer (deadline, cancellation, no executor) runs when it is
    /// asked for again. Callers that ask while it runs wait for the same run; should they ask different schedulers at that moment it may run in both, and does so without a doubled effect at the
    /// level <see cref="Consistency.Transactional"/>. The same id for another target or other arguments is <see cref="CloudburstErrorCode.InvalidArgument"/>.
    /// </summary>
    /// <value><see langword="null"/>: the client makes one up. Otherwise at most 200 letters, digits, <c>.</c>, <c>-</c>, <c>_</c> and <c>:</c>, the same for nothing else in the whole system.</value>
    public string? RequestId { get; init; }

    /// <summary>
    /// Has the request's path kept for <see cref="ICloudburstClient.GetTraceAsync"/>, under a name of your choice that no other request has. Costs a message for each function that runs, and
    /// the call goes through a scheduler; a scheduler keeps the last hundred traces.
    /// </summary>
    /// <value><see langword="null"/>: nothing is kept.</value>
    public string? TraceName { get; init; }
}

/// <summary>What a whole request is promised about the state that it reads (Cloudburst, VLDB 2020, §5).</summary>
public enum Consistency
{
    /// <summary>The system's default.</summary>
    Default = 0,

    /// <summary>Eventual; per key the write with the highest stamp.</summary>
    LastWriterWins = 1,

    /// <summary>Each key has one version in all functions of a DAG (Algorithm 1).</summary>
    RepeatableRead = 2,

    /// <summary>Concurrent writes of one key are kept side by side; there is no order between keys.</summary>
    SingleKeyCausal = 3,

    /// <summary>Each machine's cache shows a causal cut.</summary>
    MultiKeyCausal = 4,

    /// <summary>Causal across all machines that a DAG touches (Algorithm 2).</summary>
    Causal = 5,

    /// <summary>One snapshot, and writes that become visible together or not at all.</summary>
    Transactional = 6,

    /// <summary>Reads and compare-and-set at each key's primary.</summary>
    Linearizable = 7,
}

/// <summary>
/// How urgent a call is. Where calls wait for a worker, those of a higher priority get four turns for each turn of the next lower one, so that nothing starves; among equals, clients take
/// turns. Nothing that runs is interrupted.
/// </summary>
public enum CallPriority
{
    /// <summary>Can wait: work in bulk.</summary>
    Low = -1,

    /// <summary>As urgent as most.</summary>
    Normal = 0,

    /// <summary>Somebody waits for it.</summary>
    High = 1,
}

/// <summary>What an answer says about the request's writes.</summary>
public enum Durability
{
    /// <summary>They are durable in the store: nothing acknowledged is lost by the death of any one process.</summary>
    Session = 1,

    /// <summary>They are on their way, as in the paper (§4.2): a crash may lose the last ones.</summary>
    Async = 2,
}

namespace Cloudburst.Kvs;

/// <summary>Why a call to the store, or its start, failed.</summary>
public enum KvsError
{
    /// <summary>The store answered something that its client does not understand.</summary>
    UnexpectedReply,

    /// <summary>The key holds another lattice; nothing was changed.</summary>
    TypeMismatch,

    /// <summary>The bytes are not a capsule; nothing was changed.</summary>
    Malformed,

    /// <summary>The value, or what it would merge to, is larger than the store accepts; nothing was changed.</summary>
    ValueTooLarge,

    /// <summary>The key is empty, too long, or not valid Unicode.</summary>
    InvalidKey,

    /// <summary>The store does not answer. Transient: joins may be repeated.</summary>
    Unreachable,

    /// <summary>The store refuses the password.</summary>
    WrongPassword,

    /// <summary>The store knows the user, and does not let it do this.</summary>
    NotPermitted,

    /// <summary>No encrypted connection came about: one side does not trust the other's certificate, or does not expect encryption.</summary>
    Untrusted,

    /// <summary>The store has no room left, on disk or in memory.</summary>
    OutOfSpace,

    /// <summary>Too many writers changed the key at the same time. Transient.</summary>
    Contention,

    /// <summary>The store was used after it was closed.</summary>
    Closed,

    /// <summary>The port that the server shall listen on is taken.</summary>
    PortInUse,

    /// <summary>The data folder can't be created or written.</summary>
    DataFolderUnusable,

    /// <summary>Another process has the data folder open.</summary>
    DataFolderInUse,

    /// <summary>The data folder was written by an incompatible version.</summary>
    IncompatibleData,

    /// <summary>The engine did not stop in time.</summary>
    NotStopped,

    /// <summary>The settings would lose data or contradict each other.</summary>
    UnsafeSettings,

    /// <summary>The store can't give the <see cref="WriteDurability"/> that was asked for; nothing was written.</summary>
    DurabilityUnavailable,

    /// <summary>The write was done, but no replica confirmed it in time. Transient: a join may be repeated until one does.</summary>
    NotReplicated,

    /// <summary>The key lies on another node of the cluster, or moves there at the moment. Transient.</summary>
    OtherNode,

    /// <summary>A large value is stored in chunks, and some of them are missing or damaged.</summary>
    IncompleteValue,

    /// <summary>The key would hold more concurrent versions than one can; nothing was changed. The same write goes on failing; one that has seen the others does not.</summary>
    TooManySiblings,
}

/// <summary>
/// A call to the store failed. The message is one sentence or two that name the subject, the cause and the next step.
/// </summary>
public sealed class KvsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">Why.</param>
    /// <param name="message">What a person shall read.</param>
    /// <param name="innerException">What it came from.</param>
    public KvsException(KvsError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Why the call failed.</summary>
    public KvsError Error { get; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Error is KvsError.Unreachable or KvsError.Contention or KvsError.NotReplicated or KvsError.OtherNode;

    internal static KvsException TypeMismatch(string key, string stored, string incoming) => new(
        KvsError.TypeMismatch,
        $"Key '{key}' holds a {stored}, so a {incoming} can't be joined to it; the value was not changed. Use its own kind of handle, another key, or delete the key first.");

    internal static KvsException Malformed(string key, string? reason = null) => new(
        KvsError.Malformed,
        $"What was written to key '{key}' is not a valid capsule{(reason is null ? "" : $" ({reason})")}; the value was not changed. Write capsules of Cloudburst.Lattices.");

    internal static KvsException TooManySiblings(string key) => new(
        KvsError.TooManySiblings,
        $"Key '{key}' holds {Lattices.CausalVersion.MaxSiblings} versions that were written at the same time, as many as it can, and nothing was changed; read it and write again, which replaces what was read.");

    internal static KvsException TooLarge(string key, long bytes, long limit) => new(
        KvsError.ValueTooLarge,
        FormattableString.Invariant($"The value for key '{key}' is {bytes:N0} bytes, more than the limit of {limit:N0}; nothing was written. Split it over several keys."));

    internal static KvsException DurabilityUnavailable(WriteDurability durability, string because, string nextStep) => new(
        KvsError.DurabilityUnavailable,
        $"Durability {durability} can't be promised: {because}; nothing was written. {nextStep}.");

    internal static KvsException NotReplicated(string where, string because) => new(
        KvsError.NotReplicated,
        $"The store at {where} did the write, but can't promise that a replica has it ({because}); try again, and check that the replicas run.");

    internal static KvsException UnusableCertificate(string file, Exception cause) => new(
        KvsError.UnsafeSettings,
        $"The certificate '{file}' can't be used ({cause.Message}); give the path of a readable PEM file with a certificate, and of its unencrypted key.",
        cause);

    internal static KvsException Incomplete(string key) => new(
        KvsError.IncompleteValue,
        $"The value of key '{key}' is stored in chunks, and some are missing or damaged; restore the store from a copy, or write the key anew.");

    internal static KvsException Closed(string what) => new(
        KvsError.Closed, $"{what} has been closed; open a new one.");

    internal static KvsException NotServed(string key, string because) => new(
        KvsError.Unreachable, $"The store can't serve key '{key}' at the moment ({because}); try again.");

    internal static KvsException OtherNode(string key, string because) => new(
        KvsError.OtherNode, $"Key '{key}' lies on another node of the cluster ({because}); ask through a client of the cluster, which finds it.");

    internal static KvsException Unexpected(string key, string reply) => new(
        KvsError.UnexpectedReply,
        $"The store answered '{reply}' for key '{key}', which this client does not understand; check that client and server are of the same version.");
}

namespace Cloudburst;

/// <summary>Why something did not happen. The numbers are part of the wire contract; <c>docs/errors.md</c> explains each.</summary>
public enum CloudburstErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A defect in Cloudburst itself.</summary>
    Internal = 1,

    /// <summary>No executor has a function of that name.</summary>
    FunctionNotFound = 10,

    /// <summary>No DAG of that name is registered.</summary>
    DagNotFound = 11,

    /// <summary>Another DAG has that name.</summary>
    DagAlreadyExists = 12,

    /// <summary>The DAG breaks a rule: unknown function, cycle, several sinks, wrong arity or types, doubled label.</summary>
    DagInvalid = 13,

    /// <summary>An argument does not fit the function: wrong number or wrong type.</summary>
    InvalidArgument = 20,

    /// <summary>Bytes are not a payload, or not one of the expected type.</summary>
    PayloadUndecodable = 21,

    /// <summary>A value is over the size limit.</summary>
    ValueTooLarge = 22,

    /// <summary>The key holds another kind of lattice.</summary>
    LatticeMismatch = 23,

    /// <summary>A key that was waited for did not appear.</summary>
    KeyMissing = 24,

    /// <summary>The key is empty, too long or reserved.</summary>
    KeyInvalid = 25,

    /// <summary>The function threw.</summary>
    FunctionFailed = 30,

    /// <summary>The call's deadline passed.</summary>
    DeadlineExceeded = 31,

    /// <summary>The caller withdrew the call.</summary>
    Cancelled = 32,

    /// <summary>None of the alternatives of an any-of gave a valid result.</summary>
    NoValidResult = 33,

    /// <summary>The object that an instance function runs on could not be made; the next call tries again.</summary>
    InstanceFailed = 34,

    /// <summary>The function ran for longer than it may.</summary>
    FunctionTimedOut = 35,

    /// <summary>A function that takes several calls at once returned more or fewer results than calls.</summary>
    BatchMismatch = 36,

    /// <summary>No executor that has the function is there.</summary>
    NoExecutor = 40,

    /// <summary>Queues are full; the details say when to try again.</summary>
    Overloaded = 41,

    /// <summary>Executors died under every attempt.</summary>
    ExecutorLost = 42,

    /// <summary>The store or the node's cache cannot be reached.</summary>
    StateUnavailable = 43,

    /// <summary>No scheduler can be reached.</summary>
    SchedulerUnavailable = 44,

    /// <summary>A message's receiver is not there.</summary>
    MessageUndeliverable = 45,

    /// <summary>A version that the request has read is no longer to be had, because its cache is gone; the request is run again by itself.</summary>
    SnapshotLost = 46,

    /// <summary>Other transactions came first, each time the request was run.</summary>
    TransactionConflict = 47,

    /// <summary>A stream of results ended before its function did, after some of them had been delivered.</summary>
    StreamBroken = 48,

    /// <summary>Not supported in this version.</summary>
    Unsupported = 50,
}

using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Writes;

/// <summary>
/// A join or a deletion on its way to the store. Joins that arrive while it waits are merged into it, which is right because the store would
/// merge them anyway. Guarded by the gate of its entry.
/// </summary>
internal sealed class PendingWrite(ByteString bytes, bool isDelete, TimeSpan? timeToLive)
{
    /// <summary>The capsule to join; a tombstone for a deletion.</summary>
    public ByteString Bytes { get; set; } = bytes;

    public bool IsDelete => isDelete;

    public TimeSpan? TimeToLive { get; set; } = timeToLive;

    /// <summary>Whose writes this carries.</summary>
    public List<WriteTicket> Tickets { get; } = new(1);
}

/// <summary>How a write ended at the store.</summary>
/// <param name="Outcome">What the store did, unless there is an error.</param>
/// <param name="Error">Why the write will never be done.</param>
internal readonly record struct WriteResult(JoinOutcome Outcome, ErrorInfo? Error);

/// <summary>One write of one request.</summary>
/// <param name="Request">The request, whose flush waits for the write.</param>
/// <param name="Waiter">
/// Set when the writer has not been answered yet and will be with this result; otherwise it was told that all is well, and bad news is for its flush.
/// </param>
internal readonly record struct WriteTicket(RequestWrites Request, TaskCompletionSource<WriteResult>? Waiter);

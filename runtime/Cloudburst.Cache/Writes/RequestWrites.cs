using Cloudburst.Protocol;

namespace Cloudburst.Cache.Writes;

/// <summary>What one request has written and the store does not have yet. Guarded by the ledger.</summary>
internal sealed class RequestWrites(string requestId)
{
    public string RequestId => requestId;

    public int Outstanding { get; set; }

    /// <summary>The first write that was acknowledged and then failed.</summary>
    public ErrorInfo? Error { get; set; }

    /// <summary>When that was, as a timestamp of the ledger's clock.</summary>
    public long FailedAt { get; set; }

    /// <summary>Completed when nothing is outstanding, or with the first error.</summary>
    public TaskCompletionSource? Settled { get; set; }
}

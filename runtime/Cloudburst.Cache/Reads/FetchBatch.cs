using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Reads;

/// <summary>
/// Keys that are read from the store in one round trip. Readers that want a key while it is being fetched wait for the same batch, so a key
/// is fetched once however many ask for it.
/// </summary>
internal sealed class FetchBatch
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ByteString[] _results = [];

    public List<CacheEntry> Entries { get; } = [];

    /// <summary>Completes, never faulted, when every key of the batch is settled.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Why the store could not be read, if it could not.</summary>
    public ErrorInfo? Error { get; private set; }

    /// <summary>Takes a key into the batch. The caller holds the entry's gate, and the batch has not been started.</summary>
    public FetchSlot Add(CacheEntry entry)
    {
        Entries.Add(entry);
        return new FetchSlot(this, Entries.Count - 1);
    }

    public ByteString ResultOf(int index) => _results[index];

    public void Complete(ByteString[] results)
    {
        _results = results;
        _completed.SetResult();
    }

    public void Fail(ErrorInfo error)
    {
        Error = error;
        _completed.SetResult();
    }
}

/// <summary>One key's place in a batch.</summary>
internal sealed record FetchSlot(FetchBatch Batch, int Index)
{
    /// <summary>What readers see; empty when the key is absent or deleted.</summary>
    public ByteString Result => Batch.ResultOf(Index);
}

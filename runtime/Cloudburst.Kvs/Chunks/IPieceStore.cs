namespace Cloudburst.Kvs.Chunks;

/// <summary>The store as it is, without chunking: what <see cref="ChunkedValues"/> stands on.</summary>
internal interface IPieceStore
{
    Task<KvsEntry> GetPieceAsync(string key, CancellationToken cancellationToken);

    Task<JoinOutcome> JoinPieceAsync(KvsWrite write, CancellationToken cancellationToken);

    /// <summary>Removes a piece without a trace.</summary>
    Task RemovePieceAsync(string key, CancellationToken cancellationToken);
}

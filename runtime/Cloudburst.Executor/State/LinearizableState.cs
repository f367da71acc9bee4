using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.State;

/// <summary>The store at the level Linearizable: every read is of the key's primary, and every write is there before it is acknowledged.</summary>
internal sealed class LinearizableState(CacheClient cache, WriterIdentity writer, string requestId) : RequestState(cache, writer, requestId, session: null)
{
    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        ReadPrimariesAsync(keys, cancellationToken);

    public override async ValueTask<Stamp?> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        var join = NewJoin(key, capsule, timeToLive);
        join.Through = true;
        var done = (await Cache.AskAsync(new CacheRequest { Join = join }, cancellationToken).ConfigureAwait(false)).Done;
        return done.SupersededBy.IsEmpty ? null : Stamp.Read(done.SupersededBy.Span);
    }

    public override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        await ChangeAsync(new RegisterChange { Key = key, Payload = Wrap(payload) }, cancellationToken).ConfigureAwait(false);

    public override async ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        await ChangeAsync(new RegisterChange { Key = key, Deletion = true }, cancellationToken).ConfigureAwait(false);
}

using System.Runtime.CompilerServices;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Client;

/// <summary>The store as a client sees it: through a scheduler, because clients do not reach the store itself.</summary>
internal sealed class GatewayStateStore(Gateway gateway, ClientOptions options, TimeProvider time) : IStateStore
{
    /// <summary>How long a scheduler waits for a change before it says that there was none: it does so also for a watcher that has gone.</summary>
    private static readonly TimeSpan WatchWait = TimeSpan.FromSeconds(10);

    public HybridClock Clock { get; } = new((ulong)Random.Shared.NextInt64(), time);

    public WriterJournal Journal { get; } = new();

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadManyAsync([key], cancellationToken).ConfigureAwait(false))[0];

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        ReadAsync(keys, TimeSpan.Zero, cancellationToken);

    /// <summary>Reads, waiting for keys that are not there yet.</summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(IReadOnlyList<string> keys, TimeSpan wait, CancellationToken cancellationToken)
    {
        var read = new StateRead { WaitMs = (long)wait.TotalMilliseconds };
        read.Keys.AddRange(keys);
        var answer = await AskAsync(new ClientFrame { StateRead = read }, wait, cancellationToken).ConfigureAwait(false);
        return [.. answer.State.Capsules.Select(capsule => capsule.Memory)];
    }

    /// <summary>Gives what a key holds, and again whenever that has changed.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = new StateRead { Keys = { key }, WaitMs = (long)WatchWait.TotalMilliseconds, KnownVersions = { ByteString.Empty } };
        while (true)
        {
            // Asked again and again, so that another scheduler can go on where one was lost.
            var answer = await AskAsync(new ClientFrame { StateRead = read.Clone() }, WatchWait, cancellationToken).ConfigureAwait(false);
            if (answer.State.Versions[0] == read.KnownVersions[0])
                continue;
            read.KnownVersions[0] = answer.State.Versions[0];
            yield return answer.State.Capsules[0].Memory;
        }
    }

    public async ValueTask<Stamp?> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        Sizes.Check(key, capsule);
        var join = new StateJoin
        {
            Key = key,
            Capsule = UnsafeByteOperations.UnsafeWrap(capsule),
            TimeToLiveMs = (long)(timeToLive?.TotalMilliseconds ?? 0),
        };
        var answer = await AskAsync(new ClientFrame { StateJoin = join }, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return answer.Done.SupersededBy.IsEmpty ? null : Stamp.Read(answer.Done.SupersededBy.Span);
    }

    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        await AskAsync(new ClientFrame { StateDelete = new StateDelete { Key = key } }, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);

    private async Task<GatewayFrame> AskAsync(ClientFrame frame, TimeSpan wait, CancellationToken cancellationToken)
    {
        var answer = await gateway.AskAsync(frame, time.GetUtcNow() + wait + options.DefaultTimeout, cancellationToken).ConfigureAwait(false);
        return answer.BodyCase == GatewayFrame.BodyOneofCase.Error ? throw WireErrors.ToException(answer.Error) : answer;
    }
}

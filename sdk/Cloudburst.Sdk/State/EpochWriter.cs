using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>Writes lattices whose value does not depend on the epoch: after a deletion the same value is written again under the new one.</summary>
internal static class EpochWriter
{
    public static async ValueTask JoinAsync<T>(IStateStore store, string key, T value, CancellationToken cancellationToken)
        where T : ILattice<T>
    {
        var epoch = Stamp.Zero;
        for (var i = 0; i < StateErrors.MaxRestarts; i++)
        {
            if (await store.JoinAsync(key, Capsule.Encode(value, epoch), timeToLive: null, cancellationToken).ConfigureAwait(false) is not { } deletedAt)
                return;
            epoch = deletedAt;
        }
        throw StateErrors.TooManyDeletions(key);
    }
}

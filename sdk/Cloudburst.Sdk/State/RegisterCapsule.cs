using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>How a register lies in the store: stamped, or at the causal levels as versions with clocks (Cloudburst, VLDB 2020, §5.2).</summary>
internal static class RegisterCapsule
{
    /// <summary>The payload that a reader gets who asks for one; of concurrent versions the newest.</summary>
    /// <param name="store">Whose clock takes note of the stamp.</param>
    /// <param name="key">The key, for messages.</param>
    /// <param name="handle">What reads it, for messages.</param>
    /// <param name="capsule">What the key holds; not empty.</param>
    /// <param name="payload">The payload; a slice of the capsule.</param>
    /// <returns>False when all there is are deletions.</returns>
    public static bool TryRead(IStateStore store, string key, string handle, ReadOnlyMemory<byte> capsule, out ReadOnlyMemory<byte> payload)
    {
        if (Capsule.TryReadHeader(capsule.Span, out var header) && header.Tag == LatticeTag.LastWriterWins)
        {
            store.Clock.Observe(header.Stamp);
            payload = capsule[header.PayloadOffset..];
            return true;
        }

        var picked = header.Tag switch
        {
            LatticeTag.MultiKeyCausal => StateErrors.Decode<MultiKeyCausal>(key, handle, capsule).Pick(),
            LatticeTag.SingleKeyCausal => StateErrors.Decode<SingleKeyCausal>(key, handle, capsule).Pick(),
            _ => throw StateErrors.Mismatch(key, handle, capsule),
        };
        payload = picked?.Payload ?? default;
        return picked is not null;
    }

    /// <summary>The payloads of all concurrent versions, the newest last.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> ReadAll(IStateStore store, string key, string handle, ReadOnlyMemory<byte> capsule)
    {
        if (capsule.IsEmpty)
            return [];
        IReadOnlyList<CausalVersion> siblings = Capsule.TagOf(capsule.Span) switch
        {
            LatticeTag.MultiKeyCausal => StateErrors.Decode<MultiKeyCausal>(key, handle, capsule).Siblings,
            LatticeTag.SingleKeyCausal => StateErrors.Decode<SingleKeyCausal>(key, handle, capsule).Siblings,
            _ => [],
        };
        if (siblings.Count > 0)
            return siblings.Where(static sibling => !sibling.IsDeletion).Select(static sibling => sibling.Payload);
        return TryRead(store, key, handle, capsule, out var payload) ? [payload] : [];
    }

    /// <summary>Writes at last-writer-wins.</summary>
    public static async ValueTask WriteAsync(IStateStore store, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        for (var i = 0; i < StateErrors.MaxRestarts; i++)
        {
            var capsule = new FixedBufferWriter(Capsule.LwwPayloadOffset + payload.Length);
            Capsule.WriteLww(capsule, store.Clock.Next(), payload.Span);
            if (await store.JoinAsync(key, capsule.Array, timeToLive: null, cancellationToken).ConfigureAwait(false) is not { } deletedAt)
                return;
            // Our clock is behind the deleting process's; the next stamp will not be.
            store.Clock.Observe(deletedAt);
        }
        throw StateErrors.TooManyDeletions(key);
    }
}

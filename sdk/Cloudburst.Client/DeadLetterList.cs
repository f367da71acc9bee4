using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <summary>Reads the lists of requests that never finished.</summary>
internal static class DeadLetterList
{
    /// <summary>Reads the lists of the last days.</summary>
    /// <returns>Their letters, the latest first.</returns>
    public static async Task<IReadOnlyList<CloudburstDeadLetter>> ReadAsync(IStateStore state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // From tomorrow on: a scheduler's clock may be ahead of ours.
        var keys = Enumerable.Range(-1, DeadLetterKeys.Days + 1).Select(days => DeadLetterKeys.ForDay(now.AddDays(-days))).ToArray();
        var capsules = await state.ReadManyAsync(keys, cancellationToken).ConfigureAwait(false);
        return
        [
            .. capsules.Where(static capsule => !capsule.IsEmpty)
                .SelectMany(static capsule => Capsule.Decode<OrderedSet>(capsule).Reverse())
                .Select(static element => ToLetter(DeadLetter.Parser.ParseFrom(element.Span[sizeof(long)..]))),
        ];
    }

    private static CloudburstDeadLetter ToLetter(DeadLetter letter) => new(
        letter.RequestId,
        letter.Target,
        letter.Attempts,
        DateTimeOffset.FromUnixTimeMilliseconds(letter.ArrivedUnixMs),
        DateTimeOffset.FromUnixTimeMilliseconds(letter.EndedUnixMs),
        (CloudburstErrorCode)letter.Error.Code,
        letter.Error.Message,
        [.. letter.Arguments.Select(DagMessages.ToEncoded)],
        letter.ArgumentBytes,
        letter.Tags.ToDictionary(static tag => tag.Name, static tag => tag.Value));
}

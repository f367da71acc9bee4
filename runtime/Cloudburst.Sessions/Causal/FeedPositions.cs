namespace Cloudburst.Sessions;

/// <summary>How far one feed of the store has been heard.</summary>
/// <param name="Feed">The feed: another one after each start of its node.</param>
/// <param name="Changes">How many of its changes.</param>
public readonly record struct FeedPosition(ulong Feed, ulong Changes);

/// <summary>
/// How far a cache has heard each feed of the store. A cache that has heard all that another one had needs no barrier for what was seen there: with the positions, knowledge is
/// compared instead of being waited for. Immutable.
/// </summary>
/// <remarks>
/// They are a vector clock whose entries are feeds: what is in the store before a position is taken has a lower place in its feed. So is all that it depends on, because a
/// version is in the store before anybody can see it.
/// </remarks>
public sealed class FeedPositions
{
    private readonly FeedPosition[] _entries;

    private FeedPositions(FeedPosition[] entries) => _entries = entries;

    /// <summary>Nobody knows how far.</summary>
    public static FeedPositions Unknown { get; } = new([]);

    /// <summary>Whether it is known how far.</summary>
    public bool IsKnown => _entries.Length > 0;

    /// <summary>The feeds, each once, in the order of their numbers.</summary>
    public IReadOnlyList<FeedPosition> Entries => _entries;

    /// <summary>Takes positions in any order; of a feed that is named twice the further one counts.</summary>
    /// <param name="positions">The positions; none for <see cref="Unknown"/>.</param>
    public static FeedPositions Of(IEnumerable<FeedPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        FeedPosition[] entries = [.. positions.GroupBy(static position => position.Feed).OrderBy(static feed => feed.Key)
            .Select(static feed => new FeedPosition(feed.Key, feed.Max(static position => position.Changes)))];
        return entries.Length == 0 ? Unknown : new FeedPositions(entries);
    }

    /// <summary>Whether all is heard here that was heard there.</summary>
    /// <param name="other">There.</param>
    /// <returns>False when it is not known of one of them.</returns>
    public bool Covers(FeedPositions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other.IsKnown)
            return false;
        foreach (var position in other._entries)
        {
            if (!Array.Exists(_entries, own => own.Feed == position.Feed && own.Changes >= position.Changes))
                return false;
        }

        return true;
    }

    /// <summary>What covers both; unknown when one of them is.</summary>
    /// <param name="other">The other one.</param>
    public FeedPositions Join(FeedPositions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!IsKnown || Covers(other))
            return this;
        return !other.IsKnown || other.Covers(this) ? other : Of([.. _entries, .. other._entries]);
    }
}

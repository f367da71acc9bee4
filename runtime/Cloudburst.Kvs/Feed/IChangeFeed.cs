namespace Cloudburst.Kvs.Feed;

/// <summary>
/// Which keys have changed, straight out of the store's joins. Complete for as long as a subscriber keeps up; a subscriber that falls
/// behind is told so and reads again what it cares for. Nothing is lost silently.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Starts to listen. Every change that begins after this call is seen.</summary>
    /// <returns>The subscription, to be read by one reader and disposed by it.</returns>
    IChangeSubscription Subscribe();
}

/// <summary>One subscriber's view of an <see cref="IChangeFeed"/>.</summary>
public interface IChangeSubscription : IDisposable
{
    /// <summary>Waits for the next change. For one reader at a time.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The change, or <see langword="null"/> when the store or the subscription has been closed.</returns>
    ValueTask<KeyChange?> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes the next change if there is one already.</summary>
    /// <param name="change">The change.</param>
    /// <returns>Whether there was one.</returns>
    bool TryRead(out KeyChange change);

    /// <summary>Puts a mark behind every change of a join that has been answered, for the reader to meet.</summary>
    /// <param name="mark">Not 0.</param>
    /// <returns>False when this feed reports changes in no such order, or has no room for the mark now.</returns>
    bool TryMark(long mark) => false;
}

/// <summary>One changed key, or a mark: that changes were missed, or one that the subscriber has put there.</summary>
/// <param name="Key">The key; empty for a resync mark.</param>
/// <param name="CapsuleBytes">How long the new value is, in bytes; it may have changed again since.</param>
/// <param name="Mark">The subscriber's own mark; 0 for a change.</param>
public readonly record struct KeyChange(string Key, int CapsuleBytes, long Mark = 0)
{
    /// <summary>The subscriber was too slow: any key may have changed. What is read after this mark is current.</summary>
    public static KeyChange Resync => new("", 0);

    /// <summary>Whether this is the mark and not a change.</summary>
    public bool IsResync => Key.Length == 0 && Mark == 0;
}

using Google.Protobuf;

namespace Cloudburst.Protocol.Links;

/// <summary>Sending what must not be lost because a peer does not keep up for a moment.</summary>
public static class FullLinks
{
    /// <summary>A full link has tens of thousands of frames before it has room: nothing is gained by looking more often.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>A peer that does not keep up for longer has many who wait for it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(640);

    /// <summary>Sends a frame as soon as there is room for it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="time">The clock of the pauses between tries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the link is closed, or the frame too large for any link; it was not sent.</returns>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <remarks>Frames that are sent meanwhile may overtake it.</remarks>
    public static async ValueTask<bool> SendWhenRoomAsync<TSend>(this ILink<TSend> link, TSend frame, TimeProvider time, CancellationToken cancellationToken)
        where TSend : IMessage
    {
        ArgumentNullException.ThrowIfNull(link);
        var pause = FirstPause;
        while (!link.TrySend(frame))
        {
            if (link.Closed.IsCompleted || !GrpcLink.Fits(frame))
                return false;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause < LongestPause ? pause * 2 : LongestPause;
        }
        return true;
    }
}

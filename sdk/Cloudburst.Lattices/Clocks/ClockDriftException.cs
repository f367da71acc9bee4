using System.Globalization;

namespace Cloudburst.Lattices;

/// <summary>A stamp was observed that lies too far in the future to be believed: some node's wall clock is wrong.</summary>
public sealed class ClockDriftException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="stamp">The stamp that was refused.</param>
    /// <param name="localTime">Wall time here when it was refused.</param>
    /// <param name="maxDrift">The drift that would have been accepted.</param>
    public ClockDriftException(Stamp stamp, DateTimeOffset localTime, TimeSpan maxDrift)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Stamp '{stamp}' is {(stamp.Time - localTime).TotalSeconds:0.###} s ahead of this node's clock, more than the allowed {maxDrift.TotalSeconds:0.###} s; synchronise the clocks of node '{stamp.NodeId:x16}' and of this one."))
    {
        Stamp = stamp;
        LocalTime = localTime;
        MaxDrift = maxDrift;
    }

    /// <summary>The stamp that was refused.</summary>
    public Stamp Stamp { get; }

    /// <summary>Wall time here when it was refused.</summary>
    public DateTimeOffset LocalTime { get; }

    /// <summary>The drift that would have been accepted.</summary>
    public TimeSpan MaxDrift { get; }
}

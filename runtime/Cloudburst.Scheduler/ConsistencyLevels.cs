using Cloudburst.Protocol;

namespace Cloudburst.Scheduler;

/// <summary>The levels that requests may ask for.</summary>
internal static class ConsistencyLevels
{
    /// <summary>Whether a level exists in this version, or stands for the default.</summary>
    public static bool IsKnown(ConsistencyLevel level) =>
        level is >= ConsistencyLevel.Default and <= ConsistencyLevel.Linearizable;
}

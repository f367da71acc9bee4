namespace Cloudburst.Lattices;

/// <summary>How one vector clock stands to another.</summary>
public enum ClockOrder
{
    /// <summary>They are the same.</summary>
    Equal,

    /// <summary>The first happened before the second.</summary>
    Before,

    /// <summary>The first happened after the second.</summary>
    After,

    /// <summary>Neither has seen the other.</summary>
    Concurrent,
}

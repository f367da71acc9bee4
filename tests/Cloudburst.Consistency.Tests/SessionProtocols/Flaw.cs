namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>One way to get the levels wrong, or none.</summary>
public enum Flaw
{
    None,

    /// <summary>A barrier is passed at once, without the store's word.</summary>
    PassesBarriersAtOnce,

    /// <summary>Reads ignore what their session has seen.</summary>
    IgnoresConstraints,

    /// <summary>Reads without a feed don't mind what their session has seen in other caches.</summary>
    ForgetsOtherCaches,

    /// <summary>What a cache holds stays exact when its feed was cut, as if nothing could have been missed.</summary>
    TrustsBrokenFeed,

    /// <summary>Writes don't say what they replace.</summary>
    ForgetsContext,

    /// <summary>A cache stamps deletions by its own clock alone, whatever their session has written elsewhere.</summary>
    DeletesByOwnClock,

    /// <summary>Writes replace all that their cache had written when the session last wrote.</summary>
    ReplacesUnseen,

    /// <summary>A later function's write does not take over what the version that it replaces depended on.</summary>
    ForgetsInheritance,

    /// <summary>A cache goes on naming versions after one whose answer the store did not give, as if that were not missing in its copy.</summary>
    KeepsReplica,
}

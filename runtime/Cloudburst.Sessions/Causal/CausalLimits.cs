namespace Cloudburst.Sessions;

/// <summary>How much metadata the causal levels keep. Everything beyond is forgotten or read from the store again: it costs time, not correctness.</summary>
public sealed record CausalLimits
{
    /// <summary>The defaults.</summary>
    public static CausalLimits Default { get; } = new();

    /// <summary>
    /// How long a version is remembered as a dependency. By then every cache has it, or has read the key again; it must be well above the time in which a cache
    /// compares all its keys with the store. Default: 5 minutes.
    /// </summary>
    public TimeSpan DependencyHorizon { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many writers the clock of a version names: the most recent ones. Default: 64.</summary>
    public int MaxClockEntries { get; init; } = 64;

    /// <summary>How many versions that a request has written of one key itself, and not read since, its next one names as replaced: the most recent ones. Default: 64.</summary>
    public int MaxOwnVersions { get; init; } = 64;

    /// <summary>How many versions one version may depend on: the most recent ones. Default: 256.</summary>
    public int MaxDependencies { get; init; } = 256;

    /// <summary>How many values are looked at to find what a version depends on through others. Default: 64.</summary>
    public int MaxVisited { get; init; } = 64;
}

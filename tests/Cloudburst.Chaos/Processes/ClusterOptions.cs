namespace Cloudburst.Chaos.Processes;

/// <summary>The shape of a cluster.</summary>
public sealed record ClusterOptions
{
    public int Schedulers { get; init; } = 2;

    public int Machines { get; init; } = 2;

    public int ExecutorsPerMachine { get; init; } = 2;

    /// <summary>Settings of all roles of a kind, beside those that connect them.</summary>
    public IReadOnlyDictionary<RoleKind, IReadOnlyDictionary<string, string>> Settings { get; init; } = new Dictionary<RoleKind, IReadOnlyDictionary<string, string>>();

    /// <summary>Where the roles' logs go; nowhere when null.</summary>
    public string? LogFolder { get; init; }
}

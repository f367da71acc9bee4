namespace Cloudburst.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="State">How it stands.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
internal sealed record Check(string Name, CheckState State, string Finding, string? Fix = null)
{
    public static Check Ok(string name, string finding) => new(name, CheckState.Ok, finding);

    public static Check Skipped(string name, string finding) => new(name, CheckState.Skipped, finding);

    public static Check Warning(string name, string finding, string fix) => new(name, CheckState.Warning, finding, fix);

    public static Check Failed(string name, string finding, string fix) => new(name, CheckState.Failed, finding, fix);
}

/// <summary>How a check stands.</summary>
internal enum CheckState
{
    Ok,

    /// <summary>There was nothing to check.</summary>
    Skipped,

    /// <summary>It works, but not for long, or not as one would expect.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Failed,
}

namespace Cloudburst.Cli.Invocation;

/// <summary>The tool can't do what it was asked; the message says why and what to do.</summary>
internal sealed class CliException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;

    /// <summary>What <c>--json</c> calls it.</summary>
    /// <value>By the exit code: <c>Usage</c>, <c>NotFound</c> or <c>Failed</c>.</value>
    public string Code { get; init; } = exitCode switch
    {
        Invocation.ExitCode.Usage => "Usage",
        Invocation.ExitCode.NotFound => "NotFound",
        _ => "Failed",
    };
}

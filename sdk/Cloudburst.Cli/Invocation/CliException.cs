namespace Cloudburst.Cli.Invocation;

/// <summary>The tool can't do what it was asked; the message says why and what to do.</summary>
internal sealed class CliException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;
}

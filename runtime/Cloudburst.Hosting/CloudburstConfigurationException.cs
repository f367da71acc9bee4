namespace Cloudburst.Hosting;

/// <summary>A process can't start as it is configured; the message says which setting, and what it should be.</summary>
public sealed class CloudburstConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CloudburstConfigurationException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

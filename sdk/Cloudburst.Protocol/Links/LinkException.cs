namespace Cloudburst.Protocol.Links;

/// <summary>A link could not be opened, or broke.</summary>
public sealed class LinkException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LinkException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

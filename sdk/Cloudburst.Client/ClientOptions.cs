namespace Cloudburst.Client;

/// <summary>How a client behaves.</summary>
public sealed class ClientOptions
{
    /// <summary>How long a call may take when its options do not say.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits for a scheduler to be reachable before it fails.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

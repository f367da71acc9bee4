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

    /// <summary>
    /// Whether a function that is called again and again is called straight at its executors, under a lease that a scheduler grants for a short while: one hop less. Calls go through
    /// a scheduler where there is no lease, where it ends, and where the executors can't be reached from here.
    /// </summary>
    /// <value><see langword="true"/>.</value>
    public bool UseLeases { get; set; } = true;
}

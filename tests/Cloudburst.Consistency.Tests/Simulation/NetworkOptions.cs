namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>What the network does to messages. Times in virtual microseconds. A message to oneself always arrives, at once.</summary>
public sealed record NetworkOptions
{
    /// <summary>Late, out of order, twice and lost: all that a network can do.</summary>
    public static readonly NetworkOptions Hostile = new() { Loss = 0.02, Duplication = 0.05, Straggling = 0.05 };

    /// <value>Default: 100.</value>
    public long MinDelay { get; init; } = 100;

    /// <value>Default: 1,000. Messages overtake each other because each has its own delay.</value>
    public long MaxDelay { get; init; } = 1_000;

    /// <summary>The share of messages that never arrive.</summary>
    /// <value>Default: 0.</value>
    public double Loss { get; init; }

    /// <summary>The share of messages that arrive twice.</summary>
    /// <value>Default: 0.</value>
    public double Duplication { get; init; }

    /// <summary>The share of messages that take up to a hundred times as long.</summary>
    /// <value>Default: 0.</value>
    public double Straggling { get; init; }

    /// <summary>Whether messages from one node to another arrive in the order of sending, as on a stream.</summary>
    /// <value>Default: false.</value>
    public bool KeepsOrder { get; init; }

    /// <summary>Whether a message that was on its way while its receiver crashed reaches the next incarnation. On a connection it does not.</summary>
    /// <value>Default: true, which is harsher.</value>
    public bool OutlivesReceiver { get; init; } = true;
}

using System.Net;

namespace Cloudburst.Kvs;

/// <summary>How to reach and run a cluster of <see cref="GarnetKvsServer"/>s.</summary>
public sealed record GarnetClusterOptions
{
    /// <summary>All nodes, also those that are away at the moment.</summary>
    public required IReadOnlyList<IPEndPoint> Nodes { get; init; }

    /// <summary>The nodes' common password, or <see langword="null"/> for none.</summary>
    public string? Password { get; init; }

    /// <summary>The user for <see cref="Password"/>, where the nodes have access lists; it needs <c>+@admin</c>. <see langword="null"/> for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Certificates, when the nodes speak TLS.</summary>
    public KvsTls? Tls { get; init; }

    /// <summary>How many replicas a primary shall have.</summary>
    public int ReplicasPerPrimary { get; init; } = 1;

    /// <summary>How long a primary must not answer before its replica takes over.</summary>
    public TimeSpan FailureTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the nodes are looked at.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one step, such as moving a range of slots, may take.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

namespace Cloudburst.Chaos.Tests;

/// <summary>The tests take turns: each has a cluster of processes, and machines that build are small.</summary>
[CollectionDefinition(Name)]
public sealed class Machine
{
    public const string Name = "machine";
}

using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>One run of one function of a session's DAG: its operations, one after the other.</summary>
/// <param name="Name">Unique in its session.</param>
/// <param name="After">The invocations upstream of this one, along whose edges it was triggered. Without a path between them, two invocations are unordered.</param>
/// <param name="Cache">The cache that served it; only told in explanations.</param>
/// <param name="Operations">What it did, in order.</param>
public sealed record Invocation(string Name, ImmutableArray<string> After, string? Cache, ImmutableArray<Operation> Operations);

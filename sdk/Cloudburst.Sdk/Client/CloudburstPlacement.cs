using System.Diagnostics;

namespace Cloudburst;

/// <summary>Where a call would be placed, had it been made at that moment (<see cref="ICloudburstClient.ExplainAsync{TResult}"/>).</summary>
/// <param name="Dag">The DAG, of one node for a function.</param>
/// <param name="Nodes">Where each of its nodes would run, in the order of <see cref="DagShape.Nodes"/>.</param>
[DebuggerDisplay("{Dag.Name,nq}, {Nodes.Count} nodes")]
public sealed record CloudburstPlacement(DagShape Dag, IReadOnlyList<CloudburstPlacedNode> Nodes);

/// <summary>Where one node of a DAG would run.</summary>
/// <param name="Node">The node's label.</param>
/// <param name="Function">Its function; empty for a node that calls none.</param>
/// <param name="ExecutorId">The executor; <see langword="null"/> in a continuation, which is placed when the result of the part before is known.</param>
/// <param name="NodeId">Its machine; <see langword="null"/> likewise.</param>
/// <param name="CachedBytes">What that machine's cache has of the node's references.</param>
[DebuggerDisplay("{Node,nq} on {ExecutorId,nq}")]
public sealed record CloudburstPlacedNode(string Node, string Function, string? ExecutorId, string? NodeId, long CachedBytes);

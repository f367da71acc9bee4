using System.Collections.Immutable;

namespace Cloudburst.Histories.Checking;

/// <summary>States that a checker carries along the edges of a DAG (<see cref="Histories.SessionOrder.Walk"/>).</summary>
internal static class PathState
{
    /// <summary>What any of the branches knows.</summary>
    public static ImmutableHashSet<T> Union<T>(IReadOnlyList<ImmutableHashSet<T>> branches) =>
        branches.Aggregate(ImmutableHashSet<T>.Empty, (all, branch) => all.Union(branch));
}

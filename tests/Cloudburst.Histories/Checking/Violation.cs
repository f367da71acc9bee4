using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>A promise that a history breaks.</summary>
/// <param name="Guarantee">The promise.</param>
/// <param name="Culprits">The operations that together break it.</param>
/// <param name="Explanation">Why, in one sentence that names the sessions, the operations and the versions.</param>
public sealed record Violation(string Guarantee, ImmutableArray<Place> Culprits, string Explanation)
{
    public override string ToString() => $"[{Guarantee}] {Explanation}";
}

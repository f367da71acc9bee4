using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Durability: what remained of a key is not older than any acknowledged write to it, and not absent when there was one. A concurrent write may have won; levels that keep
/// siblings promise more (<see cref="SingleKeyCausalChecker"/>).
/// </summary>
public sealed class AcknowledgedWritesChecker : Checker
{
    public override string Guarantee => "acknowledged writes stay";

    public override IReadOnlyList<Violation> Check(History history) =>
    [
        .. from place in JudgedSessions(history).SelectMany(session => session.Places)
           where place.IsAcknowledged
           let write = place.Operation.Writes()!.Value
           where history.Final.TryGetValue(write.Key, out var final) && IsOlder(history, write.Key, final, write.Version)
           select Found($"{place} was acknowledged and is lost: {Named(history.Final[write.Key])} remained of {write.Key}, which is older.", [place]),
    ];

    private static bool IsOlder(History history, string key, ImmutableArray<string> final, string version) =>
        history.Installed.ContainsKey(key) ? history.Versions.IsOlder(final, version) : history.Causality.IsOlder(final, version);
}

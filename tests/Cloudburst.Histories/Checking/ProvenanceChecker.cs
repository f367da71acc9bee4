using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// What every level promises: a read returns only what somebody wrote to that very key, and had written by then; nothing comes out of thin air, out of a compare-and-set that
/// failed, or out of the future. The state that remained is held to the same.
/// </summary>
public sealed class ProvenanceChecker : Checker
{
    public override string Guarantee => "provenance";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var found = new List<Violation>();
        foreach (var place in JudgedSessions(history).SelectMany(session => session.Places))
        {
            foreach (var (key, version) in place.Operation.Reads().SelectMany(read => read.Versions, (read, version) => (read.Key, version)))
            {
                if (Problem(history, key, version) is { } problem)
                    found.Add(Found($"{place} returned {problem}", [place, .. WriterOf(history, version)]));
            }
        }

        foreach (var (key, version) in history.Final.SelectMany(final => final.Value, (final, version) => (final.Key, version)))
        {
            if (Problem(history, key, version) is { } problem)
                found.Add(Found($"What remained of {key} is {problem}", WriterOf(history, version)));
        }

        if (history.Causality.Circle is { IsEmpty: false } circle)
            found.Add(Found($"Somebody read the future: {string.Join("; then ", circle)}; and each could happen only after the next, the last only after the first.", circle));
        return found;
    }

    private static string? Problem(History history, string key, string version) => history.WriterOf(version) switch
    {
        null => $"{version}, which nobody wrote to {key} (or only a compare-and-set that failed).",
        { } writer when writer.Operation.Writes()!.Value.Key is var other && other != key => $"{version} for {key}, but {writer} wrote it to {other}.",
        _ => null,
    };
}

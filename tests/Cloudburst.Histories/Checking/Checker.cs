using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Judges one promise by a history alone. It knows nothing of the implementation, so that it can't share a mistake with it. Stateless: may be used again and by many.
/// </summary>
public abstract class Checker
{
    /// <summary>The promise, in a few words.</summary>
    public abstract string Guarantee { get; }

    /// <summary>Which sessions were given the promise. The others are only looked at for what they wrote.</summary>
    public Func<Session, bool> Judged { get; init; } = _ => true;

    /// <summary>Every place where the history breaks the promise; nothing when it holds.</summary>
    public abstract IReadOnlyList<Violation> Check(History history);

    private protected IEnumerable<Session> JudgedSessions(History history) => history.Sessions.Where(Judged);

    private protected Violation Found(string explanation, params IEnumerable<Place> culprits) => new(Guarantee, [.. culprits], explanation);

    /// <summary>The write of a version, for the list of culprits: none when nobody wrote it.</summary>
    private protected static IEnumerable<Place> WriterOf(History history, string version) => history.WriterOf(version) is { } place ? [place] : [];

    /// <summary>"x2 (written by s1.f)".</summary>
    private protected static string Named(History history, string version) =>
        history.WriterOf(version) is { } place ? $"{version} (written by {place.Session.Name}.{place.Invocation.Name})" : $"{version} (written by nobody)";

    /// <summary>"x1,x2", or "nothing".</summary>
    private protected static string Named(ImmutableArray<string> versions) => versions.IsEmpty ? "nothing" : Notation.Versions(versions);

    public sealed override string ToString() => Guarantee;
}

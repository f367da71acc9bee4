using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Causal across the whole session (the paper's distributed session causal, Algorithm 2): what a read returns for a key is not older than any version of that key in the
/// happens-before past of everything that the invocation or its ancestors observed, on whatever caches, or that the same read request returned.
/// </summary>
/// <remarks>Happens-before goes through all keys; which version of one key is older than another is told by who had read which (<see cref="CausalOrder"/>).</remarks>
public sealed class CausalSessionChecker : Checker
{
    public override string Guarantee => "causal session";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var order = history.Causality;
        var found = new List<Violation>();
        foreach (var session in JudgedSessions(history))
        {
            session.Walk<NumberSet>(CausalOrder.Join, (past, place) =>
            {
                foreach (var version in place.Operation.Reads().SelectMany(read => read.Versions))
                    order.Observe(past, version);
                foreach (var (key, returned) in place.Operation.Reads())
                {
                    var required = order.Newest(key, past).FirstOrDefault(version => order.IsOlder(returned, version));
                    if (required is not null)
                    {
                        found.Add(Found(
                            $"{place} returned {Named(returned)} for {key}, which is older than {Named(history, required)}: {Because(history, session, place, required)}.",
                            [.. WriterOf(history, required), place]));
                    }
                }

                if (place.Operation.Writes() is var (_, written))
                    order.Observe(past, written);
                return past;
            });
        }

        return found;
    }

    /// <summary>The first operation of the session, up to that place, through which it knows of the version.</summary>
    private static string Because(History history, Session session, Place place, string required)
    {
        var order = history.Causality;
        foreach (var earlier in session.Places)
        {
            foreach (var version in earlier.Operation.Reads().SelectMany(read => read.Versions))
            {
                if (version == required)
                    return $"{earlier} had returned it";
                if (order.Precedes(required, version))
                    return $"{earlier} returned {Named(history, version)}, which depends on it";
            }

            if (earlier.Operation.Writes()?.Version == required)
                return "the session itself wrote it";
            if (earlier == place)
                break;
        }

        return "the session had seen it";
    }
}

using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Requests;

/// <summary>A part of a request's DAG whose arguments are known now.</summary>
internal sealed class NextPart
{
    /// <param name="call">The call.</param>
    /// <param name="attempt">The try.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="continuation">What the part before has come to.</param>
    public NextPart(Call call, int attempt, int number, Continuation continuation)
    {
        Attempt = attempt;
        Number = number;
        Arguments = [.. call.Arguments, continuation.Argument];
        Session = continuation.Session;
        // The caller's options, but for what comes before: they travel with other schedules as they are.
        Options = call.Options.Clone();
        Options.HybridTime = Math.Max(call.Options.HybridTime, continuation.HybridTime);
    }

    public int Attempt { get; }

    public int Number { get; }

    /// <summary>Those of the call, and the result of the part before.</summary>
    public IReadOnlyList<ArgumentValue> Arguments { get; }

    /// <summary>What the parts before have read and written; <see langword="null"/> at levels that keep none.</summary>
    public SessionState? Session { get; }

    public RequestOptions Options { get; }
}

using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

/// <summary>What became of a node: it has a result, or it was skipped and has none.</summary>
internal readonly record struct NodeResult
{
    /// <summary>Whether it is known.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>Whether there is no result: nobody needs one, or a function that it depends on has failed.</summary>
    public bool IsSkipped { get; private init; }

    /// <summary>The result's payload.</summary>
    public ReadOnlyMemory<byte> Value { get; private init; }

    /// <summary>What led to it has read and written; <see langword="null"/> at levels that keep no session.</summary>
    public SessionRecord? Session { get; private init; }

    /// <summary>The failure because of which there is no result.</summary>
    public ErrorInfo? Error { get; private init; }

    public static NodeResult Of(ReadOnlyMemory<byte> value, SessionRecord? session) => new() { IsKnown = true, Value = value, Session = session };

    public static NodeResult Skipped(ErrorInfo? error, SessionRecord? session) => new() { IsKnown = true, IsSkipped = true, Error = error, Session = session };
}

using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// Names one run of one function. Unlike the original's ids, which named a worker thread, it is never used again, so mail can't reach a
/// later invocation (Cloudburst, VLDB 2020, §3).
/// </summary>
/// <param name="Value">The id's text.</param>
[DebuggerDisplay("{Value,nq}")]
public readonly record struct InvocationId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

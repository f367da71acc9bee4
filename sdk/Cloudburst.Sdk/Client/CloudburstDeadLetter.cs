using System.Diagnostics;

namespace Cloudburst;

/// <summary>A request that was tried as often as is allowed and never finished, such as one whose function ends its process.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Target">The function or the DAG that it called.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Arrived">When it came to its scheduler.</param>
/// <param name="Ended">When it was given up.</param>
/// <param name="Code">What its caller was told.</param>
/// <param name="Message">The same, in words.</param>
/// <param name="Arguments">The call's arguments as they travelled; none when they were too large to be kept.</param>
/// <param name="ArgumentBytes">Their size.</param>
/// <param name="Tags">What the caller said about the call.</param>
[DebuggerDisplay("{Target,nq} {Code,nq} at {Ended}")]
public sealed record CloudburstDeadLetter(
    string RequestId, string Target, int Attempts, DateTimeOffset Arrived, DateTimeOffset Ended, CloudburstErrorCode Code, string Message,
    IReadOnlyList<EncodedArgument> Arguments, long ArgumentBytes, IReadOnlyDictionary<string, string> Tags);

using System.Security.Cryptography;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Client;

/// <summary>What callers choose of a request: its id, and where its result goes.</summary>
internal static class Choices
{
    private const int LongestId = 200;

    /// <summary>Writes what the caller has chosen into a call, which has its target and its arguments.</summary>
    /// <exception cref="CloudburstException">An id or a key that can't be.</exception>
    public static void Apply(CallOptions options, Call call)
    {
        if (options.OutputKey is { } key)
            call.Options.OutputKey = Checked(key);
        if (options.RequestId is not { } id)
            return;
        call.RequestId = CheckedId(id);
        call.Options.ResultKey = ResultKeys.ForRequest(id);
        call.Options.CallDigest = DigestOf(call);
        call.Options.WantsOutcome = true;
        // Somebody may have asked before: a transaction has to look whether it has committed.
        call.Options.Repeated = true;
    }

    /// <summary>Refuses them for a stream, whose results are not kept.</summary>
    /// <exception cref="CloudburstException">Some are given.</exception>
    public static void CheckNone(CallOptions? options, string target)
    {
        if (options?.OutputKey is null && options?.RequestId is null)
            return;
        throw new CloudburstException(
            CloudburstErrorCode.Unsupported,
            $"The results of '{target}' go to the caller as they come and are kept nowhere; leave CallOptions.{(options.OutputKey is null ? "RequestId" : "OutputKey")} out",
            new Dictionary<string, string> { ["target"] = target });
    }

    private static string Checked(string key) => key.Length > 0 && !key.StartsWith(ReservedKeys.Prefix, StringComparison.Ordinal)
        ? key
        : throw new CloudburstException(
            CloudburstErrorCode.KeyInvalid,
            $"CallOptions.OutputKey is '{key}', which is {(key.Length == 0 ? "empty" : $"the system's own, as it begins with '{ReservedKeys.Prefix}'")}; choose another key",
            new Dictionary<string, string> { ["key"] = key });

    private static string CheckedId(string id) => id.Length is > 0 and <= LongestId && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
        ? id
        : throw new CloudburstException(
            CloudburstErrorCode.InvalidArgument,
            $"CallOptions.RequestId must have 1 to {LongestId} letters, digits, '.', '-', '_' and ':', and '{id[..Math.Min(id.Length, 40)]}' does not; encode or hash what it is made of",
            new Dictionary<string, string> { ["argument"] = "CallOptions.RequestId" });

    private static ByteString DigestOf(Call call)
    {
        var what = new Call { Arguments = { call.Arguments } };
        if (call.TargetCase == Call.TargetOneofCase.Dag)
            what.Dag = call.Dag;
        else
            what.Function = call.Function;
        return UnsafeByteOperations.UnsafeWrap(SHA256.HashData(what.ToByteArray()));
    }
}

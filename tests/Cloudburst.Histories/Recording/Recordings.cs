using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Cloudburst.Histories;
using Cloudburst.Lattices;

namespace Cloudburst.Histories.Recording;

/// <summary>Where the functions of recorded requests, which all run in this process, find their scripts and write down what they see.</summary>
internal static class Recordings
{
    private static readonly ConcurrentDictionary<string, RecordedRequest> Requests = new(StringComparer.Ordinal);

    public static void Add(RecordedRequest request) => Requests[request.Name] = request;

    public static void Remove(RecordedRequest request) => Requests.TryRemove(request.Name, out _);

    public static async Task<int> RunAsync(string request, int place, CloudburstContext context)
    {
        var recorded = Requests[request];
        var function = recorded.Script.Functions[place];
        var invocation = recorded.Begin(place, context.Attempt, CacheOf(context));
        foreach (var step in function.Steps)
        {
            // A write follows what was read, so a key is read before the first: what is written over unseen, nobody could hold the level to.
            if (!step.IsBlind)
                await ReadAsync(step.Keys, recorded, invocation, context);
            if (step.Writes)
                await WriteAsync(step.Keys[0], recorded, invocation, context);
        }
        return place;
    }

    private static async Task ReadAsync(ImmutableArray<string> keys, RecordedRequest recorded, InvocationRecorder invocation, CloudburstContext context)
    {
        var start = context.Clock.GetTimestamp();
        var capsules = await context.State.ReadManyAsync([.. keys.Select(recorded.KeyOf)], context.CancellationToken);
        var end = context.Clock.GetTimestamp();
        invocation.Read(start, end, [.. keys.Select((key, i) => (key, VersionsOf(capsules[i])))]);
    }

    private static async Task WriteAsync(string key, RecordedRequest recorded, InvocationRecorder invocation, CloudburstContext context)
    {
        var version = recorded.NewVersion(key);
        var start = context.Clock.GetTimestamp();
        try
        {
            await context.PutAsync(recorded.KeyOf(key), version, context.CancellationToken);
            invocation.Write(start, context.Clock.GetTimestamp(), key, version);
        }
        catch (CloudburstException)
        {
            // It may have happened all the same.
            invocation.Write(start, null, key, version);
            throw;
        }
    }

    /// <summary>The ids that the value of a key consists of.</summary>
    /// <param name="capsule">The value.</param>
    /// <param name="deletionOf">The id of the deletion that was made under a stamp, which has no payload to carry it.</param>
    public static ImmutableArray<string> VersionsOf(ReadOnlyMemory<byte> capsule, Func<Stamp, string>? deletionOf = null)
    {
        deletionOf ??= static stamp => $"deleted@{stamp}";
        if (capsule.IsEmpty)
            return [];
        return Capsule.TagOf(capsule.Span) switch
        {
            LatticeTag.MultiKeyCausal => [.. Capsule.Decode<MultiKeyCausal>(capsule).Siblings.Select(IdOfVersion)],
            LatticeTag.SingleKeyCausal => [.. Capsule.Decode<SingleKeyCausal>(capsule).Siblings.Select(IdOfVersion)],
            LatticeTag.Tombstone => [deletionOf(Capsule.EpochOf(capsule.Span))],
            _ => [IdOf(Capsule.LwwPayload(capsule))],
        };

        string IdOfVersion(CausalVersion version) =>
            version.IsDeletion ? deletionOf(new Stamp(version.Dot.Counter, version.Dot.Replica)) : IdOf(version.Payload);
    }

    private static string IdOf(ReadOnlyMemory<byte> payload) => Payload.Decode<string>(payload)!;

    private static string CacheOf(CloudburstContext context)
    {
        var id = context.Id.Value;
        return id[(id.IndexOf('@', StringComparison.Ordinal) + 1)..];
    }
}

using System.Collections.Immutable;
using Cloudburst.Histories;
using Cloudburst.Histories.Recording;
using Cloudburst.Lattices;
using Cloudburst.Sessions;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>A question that wants an <see cref="Answer"/>.</summary>
internal sealed record Ask(ulong Id, object Wanted)
{
    public override string ToString() => $"{Wanted} ?{Id:x}";
}

/// <summary>The answer to an <see cref="Ask"/>; null when it can't be answered.</summary>
internal sealed record Answer(ulong Id, object? Got)
{
    public override string ToString() => $"{Got ?? "no answer"} !{Id:x}";
}

// To the store.
internal sealed record StoreRead(ImmutableArray<string> Keys)
{
    public override string ToString() => $"store read {string.Join(' ', Keys)}";
}

internal sealed record StoreValues(ImmutableArray<ReadOnlyMemory<byte>> Capsules)
{
    public override string ToString() => $"store values {Text.Of(Capsules)}";
}

internal sealed record StoreJoin(string Key, ReadOnlyMemory<byte> Capsule)
{
    public override string ToString() => $"join {Key}={Text.Of([Capsule])}";
}

/// <summary>What was written is in the store, unless the key was deleted under a later stamp.</summary>
internal sealed record StoreJoined(Stamp? SupersededBy);

// Between a cache and the store's update feed, on a stream.
internal sealed record Watch(ImmutableArray<string> Keys)
{
    public override string ToString() => $"watch {string.Join(' ', Keys)}";
}

internal sealed record Unwatch(string Key);

internal sealed record Sync(long Number);

/// <summary>Changed keys with their values, empty for the confirmation of a watch; whether changes were dropped; the barrier that is passed with it, or 0.</summary>
internal sealed record Update(ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>>> Values, bool Resync = false, long Synced = 0)
{
    public override string ToString() =>
        $"update {string.Join(' ', Values.Select(static update => $"{update.Key}={Text.Of([update.Value])}"))}{(Resync ? " resync" : "")}{(Synced > 0 ? $" synced {Synced}" : "")}";
}

// To a cache.
internal sealed record CacheRead(string Session, SessionLevel Level, ImmutableArray<string> Keys, SessionRecord Constraints)
{
    public override string ToString() =>
        $"read {string.Join(' ', Keys)} for {Session}{(Constraints.IsOpen ? ", open" : "")} after {string.Join(' ', Constraints.Sources.Select(static source => $"{source.Cache}:{source.Arrival}"))}";
}

internal sealed record CacheValues(ImmutableArray<ReadOnlyMemory<byte>> Capsules, string Cache, ulong Incarnation)
{
    public bool Settled { get; init; }

    public long Arrival { get; init; }

    public IReadOnlyList<VersionEntry> Dependencies { get; init; } = [];

    public bool IsOpen { get; init; }

    public override string ToString() => $"values {Text.Of(Capsules)}{(Settled ? $" settled {Arrival}" : "")}{(IsOpen ? " open" : "")}";
}

internal sealed record RegisterWrite(string Session, string Key, ReadOnlyMemory<byte> Capsule)
{
    public override string ToString() => $"write {Key}={Text.Of([Capsule])} for {Session}";
}

internal sealed record RegisterDelete(string Session, string Key, string Version, Stamp Time)
{
    public override string ToString() => $"delete {Key}={Version} for {Session}";
}

/// <summary>Writes a version; without a payload it is a deletion.</summary>
internal sealed record CausalWrite(SessionLevel Level, string Key, string Version, ReadOnlyMemory<byte>? Payload, CausalBasis Basis)
{
    public override string ToString() => $"{(Payload is null ? "delete" : "write")} {Key}={Version}";
}

/// <summary>Done; or not, because the key was deleted under a later stamp. The stamp of a deletion, which its writer did not make.</summary>
internal sealed record Written(ReadOnlyMemory<byte> Version, string Cache, ulong Incarnation, Stamp? SupersededBy = null, Stamp? Stamp = null);

/// <summary>Answered when the session's writes are in the store; not by another incarnation of the cache, which may never have heard of them.</summary>
internal sealed record Flush(string Session, ulong Incarnation);

internal sealed record SnapshotRead(string Session, string Key, VersionToken Version);

internal sealed record Release(string Session);

// Between client and executors.
internal sealed record Plan(int Request, int Attempt, Script Script, ImmutableArray<string> Executors)
{
    public string Session => FormattableString.Invariant($"r{Request}#{Attempt}");

    public override string ToString() => Session;
}

/// <summary>A result has gone along an edge, with its session and the time on the clock there; from -1 it is the request itself.</summary>
internal sealed record Trigger(Plan Plan, int Place, int From, SessionRecord Session, Stamp Time)
{
    public override string ToString() => $"trigger {Plan}.f{Place} from f{From}";
}

internal sealed record Finished(int Request, int Attempt, bool IsSuccess);

/// <summary>Capsules in the trace of a failure.</summary>
internal static class Text
{
    public static string Of(ImmutableArray<ReadOnlyMemory<byte>> capsules) => string.Join(' ', capsules.Select(static capsule => Notation.Versions(Recordings.VersionsOf(capsule))));
}

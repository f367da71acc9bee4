using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Cloudburst;

/// <summary>Sessions as they travel. Compiled into both roles that speak of them, because neither the contract nor the protocols know the other.</summary>
internal static class SessionMessages
{
    public static SessionRecord ToRecord(SessionState? state) =>
        state is null ? SessionRecord.Empty : new SessionRecord(ToEntries(state.Reads), ToEntries(state.Dependencies), state.Open)
        {
            Sources = [.. state.Sources.Select(static source => new Sessions.SessionSource(source.Cache, source.Arrival))],
            Writes = [.. state.Writes.Select(static write => new WriteEntry(write.Key, ToWrite(write)))],
        };

    public static SessionState ToState(SessionRecord record)
    {
        var state = new SessionState { Open = record.IsOpen };
        state.Reads.AddRange(record.Reads.Select(ToMessage));
        state.Dependencies.AddRange(record.Dependencies.Select(ToMessage));
        state.Sources.AddRange(record.Sources.Select(static source => new Protocol.SessionSource { Cache = source.Cache, Arrival = source.Arrival }));
        state.Writes.AddRange(record.Writes.Select(ToMessage));
        return state;
    }

    public static SessionVersion ToMessage(VersionEntry entry) =>
        new() { Key = entry.Key, Version = UnsafeByteOperations.UnsafeWrap(entry.Version), Cache = entry.Cache };

    private static SessionWrite ToMessage(WriteEntry entry)
    {
        var message = new SessionWrite
        {
            Key = entry.Key,
            Capsule = UnsafeByteOperations.UnsafeWrap(entry.Write.Capsule),
            TimeToLiveMs = (long)entry.Write.TimeToLive.TotalMilliseconds,
        };
        if (entry.Write.DeletedAt == Stamp.Zero)
            return message;
        var stamp = new byte[Stamp.Size];
        entry.Write.DeletedAt.WriteTo(stamp);
        message.DeletedAt = UnsafeByteOperations.UnsafeWrap(stamp);
        return message;
    }

    private static BufferedWrite ToWrite(SessionWrite message) => new(
        message.DeletedAt.Length == Stamp.Size ? Stamp.Read(message.DeletedAt.Span) : Stamp.Zero, message.Capsule.Memory, TimeSpan.FromMilliseconds(message.TimeToLiveMs));

    public static IReadOnlyList<VersionEntry> ToEntries(RepeatedField<SessionVersion> versions) =>
        versions.Count == 0 ? [] : [.. versions.Select(static version => new VersionEntry(version.Key, version.Version.Memory, version.Cache))];
}

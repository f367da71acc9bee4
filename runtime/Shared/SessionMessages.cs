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
        };

    public static SessionState ToState(SessionRecord record)
    {
        var state = new SessionState { Open = record.IsOpen };
        state.Reads.AddRange(record.Reads.Select(ToMessage));
        state.Dependencies.AddRange(record.Dependencies.Select(ToMessage));
        state.Sources.AddRange(record.Sources.Select(static source => new Protocol.SessionSource { Cache = source.Cache, Arrival = source.Arrival }));
        return state;
    }

    public static SessionVersion ToMessage(VersionEntry entry) =>
        new() { Key = entry.Key, Version = UnsafeByteOperations.UnsafeWrap(entry.Version), Cache = entry.Cache };

    public static IReadOnlyList<VersionEntry> ToEntries(RepeatedField<SessionVersion> versions) =>
        versions.Count == 0 ? [] : [.. versions.Select(static version => new VersionEntry(version.Key, version.Version.Memory, version.Cache))];
}

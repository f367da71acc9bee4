using Garnet.common;
using Garnet.server;
using Tsavorite.core;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// <c>CGET key</c>: the plain GET, except that its "absent" can be relied on. GET sometimes says so about a value that compaction is just
/// moving (see <see cref="InProcessSession.ExecuteReads"/>), and a client on the other end of a socket has no means of finding that out.
/// </summary>
internal sealed class GetCommand(SessionPool sessions) : CustomRawStringFunctions
{
    public override bool Reader(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> value, ref RespMemoryWriter reply, ref ReadInfo info)
    {
        reply.WriteBulkString(value);
        return true;
    }

    public override void NotFound(ReadOnlySpan<byte> key, ref StringInput input, ref RespMemoryWriter reply)
    {
        var session = sessions.Rent();
        try
        {
            var capsule = session.Get(key);
            if (capsule.IsEmpty)
                reply.WriteNull();
            else
                reply.WriteBulkString(capsule);
        }
        catch (KvsException e) when (e.IsTransient)
        {
            // The slot moves to another node just now.
            reply.WriteError("TRYAGAIN The slot of the key is on its way to another node.");
        }
        finally
        {
            sessions.Return(session);
        }
    }

    public override int GetInitialLength(ref StringInput input) => throw NotAWrite();

    public override int GetLength(ReadOnlySpan<byte> value, ref StringInput input) => throw NotAWrite();

    public override bool InitialUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref RespMemoryWriter reply, ref RMWInfo info) => throw NotAWrite();

    public override bool InPlaceUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref int valueLength, ref RespMemoryWriter reply, ref RMWInfo info) =>
        throw NotAWrite();

    public override bool CopyUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> oldValue, Span<byte> newValue, ref RespMemoryWriter reply, ref RMWInfo info) =>
        throw NotAWrite();

    private static NotSupportedException NotAWrite() => new("CGET is not a write.");
}

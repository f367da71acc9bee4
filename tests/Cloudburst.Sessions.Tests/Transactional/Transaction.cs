using System.Buffers.Binary;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests.Transactional;

/// <summary>One attempt of a request as a function would make it, over a simulated store.</summary>
internal sealed class Transaction(SimulatedStore store, string request, ulong nonce, bool isRetry = false, long deadline = 0)
{
    public static readonly CommitLimits Limits = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1), TimeSpan.FromDays(1), 1_000_000);

    private readonly TransactionalSession _session = (TransactionalSession)Session.Start(SessionLevel.Transactional);

    public TransactionalSession Buffer => _session;

    /// <summary>Reads, or is told by a cache that holds something older.</summary>
    public ReadOnlyMemory<byte> Read(string key, ReadOnlyMemory<byte>? cached = null)
    {
        var own = _session.WriteOf(key);
        if (own is { ReplacesAll: true })
            return own.Capsule;
        var capsule = cached ?? store.Read(key);
        _session.Observe(key, VersionToken.Of(capsule.Span), "cache");
        if (own is null)
            return capsule;
        Assert.True(own.TrySee(capsule, out var seen));
        return seen;
    }

    public long ReadNumber(string key, ReadOnlyMemory<byte>? cached = null) =>
        Read(key, cached) is { IsEmpty: false } capsule ? BinaryPrimitives.ReadInt64LittleEndian(Capsule.LwwPayload(capsule).Span) : 0;

    public void WriteNumber(string key, long value)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(payload, value);
        _session.Write(key, before => BufferedWrite.Register(store.StampAfter(before?.Last ?? default), payload) with { DeletedAt = before?.DeletedAt ?? default });
    }

    public bool Count(string key, ulong replica, ulong added) => _session.Write(
        key, before => (before ?? new BufferedWrite(Stamp.Zero, default, TimeSpan.Zero)).ThenJoin(Capsule.Encode(PnCounter.Delta(replica, added, 0)), TimeSpan.Zero));

    public void Delete(string key) => _session.Write(key, before => BufferedWrite.Deletion(store.StampAfter(before?.Last ?? default)));

    public CommitProtocol Commit(byte outcome = 0)
    {
        var record = _session.ToRecord();
        return new CommitProtocol(new CommitRequest(request, nonce, deadline, isRetry, record.Reads, record.Writes, new[] { outcome }), Limits, store.StampAfter);
    }
}

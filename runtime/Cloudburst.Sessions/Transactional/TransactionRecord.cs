using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>Where a request stands that commits.</summary>
internal enum TransactionState : byte
{
    /// <summary>One of its attempts locks and validates; it may be given up by anybody.</summary>
    Prepared = 1,

    /// <summary>It has taken effect, and whoever meets it applies its writes.</summary>
    Committed = 2,

    /// <summary>Its writes are applied and its locks released.</summary>
    Done = 3,
}

/// <summary>
/// The commit record of a request: one for all its attempts, so that at most one of them takes effect. It lies under a reserved key as a register. There is none before the first
/// attempt commits, and a tombstone when one was given up.
/// </summary>
/// <remarks>
/// Stamps count the steps: of an attempt that is given up +1, of one that takes its place +2, of one that commits +4. So a tombstone that comes late never takes away what another
/// attempt has written since, although it is a mere join.
/// </remarks>
internal sealed record TransactionRecord(
    string Request, TransactionState State, Stamp Stamp, ReadOnlyMemory<byte> Outcome, IReadOnlyList<StoreJoin> Deletions, IReadOnlyList<StoreJoin> Writes, IReadOnlyList<int> Locks)
{
    private const ulong GivenUp = 1;
    private const ulong TakenOver = 2;
    private const ulong Decided = 4;

    /// <summary>Which run of the protocol wrote it.</summary>
    public ulong Nonce => Stamp.NodeId;

    public bool HasTakenEffect => State is TransactionState.Committed or TransactionState.Done;

    public static string KeyOf(string request) => $"cb/txn/{request}";

    public static TransactionRecord Prepared(string request, ulong nonce, Stamp before) => new(request, TransactionState.Prepared, Later(before, TakenOver, nonce), default, [], [], []);

    /// <summary>The record of the same run, committed.</summary>
    public TransactionRecord Commit(ReadOnlyMemory<byte> outcome, IReadOnlyList<StoreJoin> deletions, IReadOnlyList<StoreJoin> writes, IReadOnlyList<int> locks) =>
        this with { State = TransactionState.Committed, Stamp = Later(Stamp, Decided, Nonce), Outcome = outcome, Deletions = deletions, Writes = writes, Locks = locks };

    public TransactionRecord Finish() => this with { State = TransactionState.Done, Stamp = Later(Stamp, GivenUp, Nonce), Deletions = [], Writes = [], Locks = [] };

    /// <summary>A tombstone that gives a prepared run up, unless it has gone on since.</summary>
    public byte[] GiveUp() => Capsule.Tombstone(Later(Stamp, GivenUp, Nonce));

    public byte[] Encode()
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write((byte)State);
        Write(writer, Outcome);
        WriteJoins(writer, Deletions);
        WriteJoins(writer, Writes);
        writer.Write7BitEncodedInt(Locks.Count);
        foreach (var bucket in Locks)
            writer.Write7BitEncodedInt(bucket);
        writer.Flush();
        return Capsule.Encode(new LastWriterWins(Stamp, bytes.ToArray()));
    }

    /// <summary>Reads what the record's key holds; null for nothing or a tombstone.</summary>
    /// <exception cref="LatticeFormatException">It is not a record.</exception>
    public static TransactionRecord? Decode(string request, ReadOnlyMemory<byte> capsule)
    {
        if (capsule.IsEmpty || Capsule.IsTombstone(capsule.Span))
            return null;
        using var reader = new BinaryReader(new MemoryStream(Capsule.LwwPayload(capsule).ToArray()), Encoding.UTF8);
        try
        {
            var state = (TransactionState)reader.ReadByte();
            var outcome = Read(reader);
            var (deletions, writes) = (ReadJoins(reader), ReadJoins(reader));
            var locks = new int[reader.Read7BitEncodedInt()];
            for (var i = 0; i < locks.Length; i++)
                locks[i] = reader.Read7BitEncodedInt();
            return new TransactionRecord(request, state, Capsule.EpochOf(capsule.Span), outcome, deletions, writes, locks);
        }
        catch (Exception error) when (error is IOException or FormatException or OverflowException or ArgumentException)
        {
            throw new LatticeFormatException($"The commit record of request '{request}' is damaged: {error.Message}");
        }
    }

    private static Stamp Later(Stamp stamp, ulong steps, ulong nonce) => new(stamp.HybridTime + steps, nonce);

    private static void WriteJoins(BinaryWriter writer, IReadOnlyList<StoreJoin> joins)
    {
        writer.Write7BitEncodedInt(joins.Count);
        foreach (var join in joins)
        {
            writer.Write(join.Key);
            Write(writer, join.Capsule);
            writer.Write(join.TimeToLive?.Ticks ?? 0);
        }
    }

    private static StoreJoin[] ReadJoins(BinaryReader reader)
    {
        var joins = new StoreJoin[reader.Read7BitEncodedInt()];
        for (var i = 0; i < joins.Length; i++)
        {
            var (key, capsule, ticks) = (reader.ReadString(), Read(reader), reader.ReadInt64());
            joins[i] = new StoreJoin(key, capsule, ticks > 0 ? TimeSpan.FromTicks(ticks) : null);
        }

        return joins;
    }

    private static void Write(BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes.Span);
    }

    private static byte[] Read(BinaryReader reader)
    {
        var bytes = new byte[reader.Read7BitEncodedInt()];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }
}

using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// A lock of transactions. There are so many of them, and each is for all keys of one hash: what they need in the store is bounded, however many keys there are. Two keys of one
/// hash only make their writers wait for each other.
/// </summary>
/// <param name="Stamp">Counts the changes of the lock.</param>
/// <param name="Nonce">The run of the protocol that holds it; zero when it is free.</param>
/// <param name="Deadline">When the holder's request ends, in Unix milliseconds: of two that are in each other's way the one that ends first goes on.</param>
/// <param name="Request">The holder's request.</param>
internal sealed record TransactionLock(Stamp Stamp, ulong Nonce, long Deadline, string Request)
{
    private const int Count = 65_536;

    public bool IsFree => Nonce == 0;

    public static string KeyOf(int bucket) => $"cb/txn-lock/{bucket}";

    /// <summary>The lock of a key; the same in every process.</summary>
    public static int BucketOf(string key)
    {
        // FNV-1a.
        var hash = 2_166_136_261u;
        foreach (var value in Encoding.UTF8.GetBytes(key))
            hash = (hash ^ value) * 16_777_619;
        return (int)((hash ^ hash >> 16) % Count);
    }

    public TransactionLock Take(ulong nonce, long deadline, string request) => new(Next, nonce, deadline, request);

    public TransactionLock Release() => new(Next, 0, 0, "");

    public byte[] Encode()
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Nonce);
        writer.Write(Deadline);
        writer.Write(Request);
        writer.Flush();
        return Capsule.Encode(new LastWriterWins(Stamp, bytes.ToArray()));
    }

    /// <exception cref="LatticeFormatException">It is not a lock.</exception>
    public static TransactionLock Decode(ReadOnlyMemory<byte> capsule)
    {
        if (capsule.IsEmpty || Capsule.IsTombstone(capsule.Span))
            return new TransactionLock(Stamp.Zero, 0, 0, "");
        using var reader = new BinaryReader(new MemoryStream(Capsule.LwwPayload(capsule).ToArray()), Encoding.UTF8);
        try
        {
            return new TransactionLock(Capsule.EpochOf(capsule.Span), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadString());
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            throw new LatticeFormatException($"A lock of transactions is damaged: {error.Message}");
        }
    }

    private Stamp Next => new(Stamp.HybridTime + 1, 1);
}

using System.Text;
using Cloudburst.Lattices;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>Short ways to write capsules.</summary>
internal static class Values
{
    public static readonly HybridClock Clock = new(77, TimeProvider.System);

    /// <summary>A stamp of a clock that is ahead.</summary>
    public static Stamp Ahead(TimeSpan by) => new((ulong)DateTimeOffset.UtcNow.Add(by).ToUnixTimeMilliseconds() << 16, 9);

    public static byte[] Text(string text, Stamp? stamp = null) => Capsule.Encode(new LastWriterWins(stamp ?? Clock.Next(), Encoding.UTF8.GetBytes(text)));

    public static byte[] Count(ulong replica, ulong added, Stamp epoch = default) => Capsule.Encode(PnCounter.Delta(replica, added, 0), epoch);

    public static string? Text(Kvs.KvsEntry entry) => entry.HasValue ? Encoding.UTF8.GetString(Capsule.LwwPayload(entry.Capsule).Span) : null;

    public static string? Text(ByteString capsule) => capsule.IsEmpty ? null : Encoding.UTF8.GetString(Capsule.LwwPayload(capsule.Memory).Span);
}

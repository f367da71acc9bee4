using System.Buffers.Binary;
using System.IO.Hashing;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// The version of a value is the hash of its bytes. Two writes of the same bytes have the same version, which does no harm: whoever
/// compared against them has seen exactly this value.
/// </summary>
internal static class ContentVersion
{
    public const int Bytes = 16;

    public static KvsVersion Of(ReadOnlySpan<byte> capsule) =>
        capsule.IsEmpty ? KvsVersion.Absent : new KvsVersion(XxHash128.HashToUInt128(capsule));

    public static void Write(KvsVersion version, Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, version.Value);

    public static KvsVersion Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt128BigEndian(source));
}

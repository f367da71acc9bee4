namespace Cloudburst.SharedMemory;

/// <summary>
/// What a slot of the index and a lease hold: where a block lies (40 bits, its unit plus one) and a part of its key's hash (24 bits). One word, so
/// that it is read and written whole; zero means none.
/// </summary>
internal static class BlockWord
{
    private const int TagShift = 40;
    private const ulong UnitMask = (1UL << TagShift) - 1;

    public static ulong Of(ulong hash, long unit) => (hash & ~UnitMask) | (ulong)(unit + 1);

    public static bool MayBe(ulong word, ulong hash) => word != 0 && word >> TagShift == hash >> TagShift;

    public static long UnitOf(ulong word) => (long)(word & UnitMask) - 1;
}

namespace Cloudburst.SharedMemory;

/// <summary>
/// Sizes and places in the shared files. A cache and an executor work together only when their <see cref="Version"/> is the same; raise it with
/// every change here, in <see cref="BlockWord"/>, in <see cref="BlockHeader"/> or in <see cref="KeyHash"/>.
/// </summary>
internal static class Layout
{
    public const uint Version = 1;

    /// <summary>The first word of an index file: "CBSHMEM1".</summary>
    public const ulong Magic = 0x314D454D48534243;

    /// <summary>What blocks are measured in, in bytes.</summary>
    public const int UnitBytes = 4_096;

    /// <summary>How many slots of the index a key may lie in.</summary>
    public const int BucketSlots = 16;

    /// <summary>How many leases one executor can hold at a time.</summary>
    public const int LeaseWords = 4_096;

    /// <summary>Where the slots of the index begin, in words.</summary>
    public const int IndexHeaderWords = 8;

    public const int MagicWord = 0;
    public const int VersionWord = 1;
    public const int SlotCountWord = 2;
    public const int DataBytesWord = 3;

    /// <summary>1 while the cache that owns the index lives; set to 0 by the cache that comes after it.</summary>
    public const int OpenWord = 4;

    /// <summary>Where the lease words of a reader's file begin, in words.</summary>
    public const int ReaderHeaderWords = 8;

    /// <summary>1 once the cache has given the reader up.</summary>
    public const int ReaderClosedWord = 0;

    public const string FolderPrefix = "cloudburst-shm-";
    public const string LockName = "lock";
    public const string IndexName = "index";
    public const string DataName = "data";

    /// <summary>Where the use marks of a reader's file begin, in bytes; one byte for each slot of the index.</summary>
    public const int MarksOffset = (ReaderHeaderWords + LeaseWords) * sizeof(ulong);

    /// <summary>How many slots an index of an arena has: twice as many as it can hold blocks.</summary>
    public static int SlotsFor(long units) => (int)Math.Max(BucketSlots, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Min(units, 1 << 28)));

    public static string LockOf(string readerName) => readerName + ".lock";
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>
/// The executor's side: reads values where the cache has put them. Thread-safe. What it has handed out stays valid after <see cref="Dispose"/>, until
/// the last of it is released.
/// </summary>
internal sealed unsafe class SharedMemoryReader : IDisposable
{
    private readonly MappedFile _index;
    private readonly MappedFile _data;
    private readonly MappedFile _own;
    private readonly FileStream _lock;
    private readonly SharedWords _header;
    private readonly BlockFinder _finder;
    private readonly TimeProvider _time;
    // One for the reader itself and one for each view; with the last one the memory goes.
    private int _users = 1;
    private int _disposed;

    private SharedMemoryReader(MappedFile index, MappedFile data, MappedFile own, FileStream held, int slots, TimeProvider time)
    {
        _index = index;
        _data = data;
        _own = own;
        _lock = held;
        _time = time;
        _header = index.Words(0, Layout.IndexHeaderWords);
        _finder = new BlockFinder(
            new BlockIndex(index.Words(Layout.IndexHeaderWords, slots)),
            new LeaseTable(own.Words(Layout.ReaderHeaderWords, Layout.LeaseWords)));
    }

    /// <summary>Maps what a cache offers.</summary>
    /// <param name="folder">The folder of the cache's files.</param>
    /// <param name="name">The file that the cache has made for this reader.</param>
    /// <param name="time">Tells which values have ended.</param>
    /// <exception cref="IOException">It is not there, or is of another version.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static SharedMemoryReader Open(string folder, string name, TimeProvider time)
    {
        using var opened = new Opened();
        opened.Index = MappedFile.Open(Path.Combine(folder, Layout.IndexName), writable: false);
        var header = opened.Index.Words(0, Layout.IndexHeaderWords);
        if (header.Read(Layout.MagicWord) != Layout.Magic || header.Read(Layout.VersionWord) != Layout.Version)
            throw new IOException($"The shared memory in '{folder}' is not of version {Layout.Version}");
        var slots = checked((int)header.Read(Layout.SlotCountWord));
        opened.Data = MappedFile.Open(Path.Combine(folder, Layout.DataName), writable: false);
        var own = Path.Combine(folder, name);
        opened.Own = MappedFile.Open(own, writable: true);
        opened.Lock = FileLock.TryTake(Layout.LockOf(own)) ?? throw new IOException($"Another process reads as '{name}'");
        // Locked first and looked at then: a cache that gives this reader up does it the other way round.
        if (opened.Own.Words(0, Layout.ReaderHeaderWords).Read(Layout.ReaderClosedWord) != 0 || opened.Own.Length < Layout.MarksOffset + slots)
            throw new IOException($"The cache has given '{name}' up");
        return opened.Take(slots, time);
    }

    /// <summary>Leases the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="view">Receives the value; release it.</param>
    /// <returns>False when it has to be read by a call: it is not shared, has ended, or can't be leased.</returns>
    public bool TryRead(string key, [NotNullWhen(true)] out SharedView? view)
    {
        view = null;
        if (!TryEnter())
            return false;
        if (!_finder.TryLease(KeyHash.Of(key), new IsKey(this, key), out var found))
        {
            Leave();
            return false;
        }
        var block = At(BlockWord.UnitOf(found.Word));
        var ends = Unsafe.ReadUnaligned<long>(block + BlockHeader.ExpiresAtOffset);
        // Asked after the block was found in the index: whoever closes the index has seen no write since.
        if (_header.Read(Layout.OpenWord) == 0 || HasEnded(ends))
        {
            _finder.Return(found);
            Leave();
            return false;
        }
        Mark(found.Slot);
        var length = (int)Unsafe.ReadUnaligned<long>(block + BlockHeader.LengthOffset);
        view = new SharedView(this, found, block + Unsafe.ReadUnaligned<int>(block + BlockHeader.ValueOffsetOffset), length, ends);
        return true;
    }

    /// <summary>Whether a view that is held still shows the newest value of its key.</summary>
    public bool IsCurrent(SharedView view) =>
        view.Reader == this && _finder.IsCurrent(view.Found) && _header.Read(Layout.OpenWord) != 0 && !HasEnded(view.Ends);

    /// <summary>Hands out nothing any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    internal void Return(in FoundBlock found)
    {
        _finder.Return(found);
        Leave();
    }

    private bool HasEnded(long ends) => ends > 0 && _time.GetUtcNow().ToUnixTimeMilliseconds() >= ends;

    private byte* At(long unit) => _data.Bytes + (unit * Layout.UnitBytes);

    private void Mark(int slot)
    {
        ref var mark = ref _own.Bytes[Layout.MarksOffset + slot];
        // One read or more than one is all that anybody asks. Written only when it changes, to leave the cache line shared.
        if (mark < 2)
            mark++;
    }

    private bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0 && Volatile.Read(ref _disposed) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _own.Dispose();
        _data.Dispose();
        _index.Dispose();
        // Last: from here on the cache may reclaim everything.
        _lock.Dispose();
    }

    private readonly struct IsKey(SharedMemoryReader reader, string key) : IBlockTest
    {
        public bool Matches(long unit)
        {
            var start = unit * Layout.UnitBytes;
            var length = reader._data.Length;
            if (start + Layout.UnitBytes > length)
                return false;
            var block = reader._data.Bytes + start;
            var chars = Unsafe.ReadUnaligned<int>(block + BlockHeader.KeyCharsOffset);
            var value = Unsafe.ReadUnaligned<int>(block + BlockHeader.ValueOffsetOffset);
            var bytes = Unsafe.ReadUnaligned<long>(block + BlockHeader.LengthOffset);
            // A file that somebody has damaged must not make us read beyond it.
            return chars == key.Length
                && bytes is >= 0 and <= int.MaxValue
                && value >= BlockHeader.KeyOffset + (chars * sizeof(char))
                && start + value + bytes <= length
                && MemoryMarshal.Cast<byte, char>(new ReadOnlySpan<byte>(block + BlockHeader.KeyOffset, chars * sizeof(char))).SequenceEqual(key);
        }
    }

    /// <summary>What has been opened so far, closed again if the rest can't be.</summary>
    private sealed class Opened : IDisposable
    {
        public MappedFile? Index { get; set; }

        public MappedFile? Data { get; set; }

        public MappedFile? Own { get; set; }

        public FileStream? Lock { get; set; }

        public SharedMemoryReader Take(int slots, TimeProvider time)
        {
            var reader = new SharedMemoryReader(Index!, Data!, Own!, Lock!, slots, time);
            Index = Data = Own = null;
            Lock = null;
            return reader;
        }

        public void Dispose()
        {
            Own?.Dispose();
            Data?.Dispose();
            Index?.Dispose();
            Lock?.Dispose();
        }
    }
}

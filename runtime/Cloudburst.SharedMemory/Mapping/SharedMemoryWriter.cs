using Cloudburst.SharedMemory.Core;
using Microsoft.Win32.SafeHandles;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>The cache's side: puts values where the executors of its machine can read them. Thread-safe.</summary>
internal sealed class SharedMemoryWriter : IDisposable
{
    private readonly SharedFolder _folder;
    private readonly MappedFile _index;
    private readonly SafeFileHandle _data;
    private readonly BlockStore _blocks;
    private readonly int _slots;
    private readonly Lock _gate = new();
    private readonly List<ReaderPort> _ports = [];
    private int _lastReader;
    private bool _disposed;

    private SharedMemoryWriter(SharedFolder folder, long units)
    {
        _folder = folder;
        _slots = Layout.SlotsFor(units);
        _index = MappedFile.Create(folder.At(Layout.IndexName), (Layout.IndexHeaderWords + (long)_slots) * sizeof(ulong));
        _data = File.OpenHandle(folder.At(Layout.DataName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        // Takes no memory yet: pages come as they are written.
        RandomAccess.SetLength(_data, units * Layout.UnitBytes);
        var header = _index.Words(0, Layout.IndexHeaderWords);
        header.Write(Layout.VersionWord, Layout.Version);
        header.Write(Layout.SlotCountWord, (ulong)_slots);
        header.Write(Layout.DataBytesWord, (ulong)(units * Layout.UnitBytes));
        header.Write(Layout.OpenWord, 1);
        header.Write(Layout.MagicWord, Layout.Magic);
        var words = _index.Words(Layout.IndexHeaderWords, _slots);
        _blocks = new BlockStore(new BlockIndex(words), words, units);
    }

    /// <summary>The folder of the shared files.</summary>
    public string Folder => _folder.Path;

    /// <summary>How many bytes of memory the values take, or have taken: memory that was used once is kept for the next value.</summary>
    public long Bytes => _blocks.HighWater * Layout.UnitBytes;

    /// <summary>The protocol's own state, for tests and metrics.</summary>
    public BlockStore Blocks => _blocks;

    /// <summary>Makes the shared files.</summary>
    /// <param name="root">Where their folder is made; what dead caches left there is removed.</param>
    /// <param name="bytes">The most that values may take.</param>
    /// <exception cref="IOException">They can't be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write there.</exception>
    public static SharedMemoryWriter Create(string root, long bytes)
    {
        var folder = SharedFolder.Create(root);
        try
        {
            return new SharedMemoryWriter(folder, Math.Max(1, bytes / Layout.UnitBytes));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Writes a value into a block that nobody can find yet.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expiresAt">When it ends, in Unix milliseconds; 0 = never.</param>
    /// <returns>Null when there is no room.</returns>
    public SharedBlock? TryWrite(string key, ReadOnlyMemory<byte> value, long expiresAt)
    {
        var hash = KeyHash.Of(key);
        var block = _blocks.TryReserve(hash, BlockHeader.UnitsFor(key, value.Length));
        if (block is null)
            return null;
        try
        {
            // Written as a file, not through a mapping: when there is no memory left, that is an error and not a signal that ends the process.
            RandomAccess.Write(_data, [BlockHeader.Write(key, hash, value.Length, expiresAt), value], block.Unit * Layout.UnitBytes);
            return block;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            _blocks.Discard(block);
            _blocks.StopGrowing();
            return null;
        }
    }

    /// <inheritdoc cref="BlockStore.TryPublish"/>
    public bool TryPublish(SharedBlock block) => _blocks.TryPublish(block);

    /// <inheritdoc cref="BlockStore.Discard"/>
    public void Discard(SharedBlock block) => _blocks.Discard(block);

    /// <inheritdoc cref="BlockStore.Withdraw"/>
    public void Withdraw(SharedBlock block) => _blocks.Withdraw(block);

    /// <inheritdoc cref="BlockStore.TakeUse"/>
    public bool TakeUse(SharedBlock block) => _blocks.TakeUse(block);

    /// <summary>Lets one more executor read.</summary>
    /// <exception cref="IOException">Its file can't be made.</exception>
    public ReaderPort AddReader()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var port = ReaderPort.Create(_folder, ++_lastReader, _slots);
            _ports.Add(port);
            _blocks.Add(port);
            return port;
        }
    }

    /// <summary>The link to an executor has ended. Its leases count until its process has ended too, or it has let go.</summary>
    public void RemoveReader(ReaderPort port)
    {
        port.HungUp();
        lock (_gate)
            _ports.Remove(port);
        _blocks.Sweep();
    }

    /// <inheritdoc cref="BlockStore.Sweep"/>
    public void Sweep() => _blocks.Sweep();

    /// <summary>Tells executors not to read any more, and removes the files. What they hold stays in their memory until they let go.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _index.Words(0, Layout.IndexHeaderWords).Write(Layout.OpenWord, 0);
        // The index stays in the memory of this process to its end: who withdraws a block at this moment must not write into nothing.
        _folder.Dispose();
        _data.Dispose();
    }
}

using System.IO.MemoryMappedFiles;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>A file in memory. Whoever disposes it must know that nobody looks at its bytes any more.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private int _disposed;

    private MappedFile(FileStream stream, MemoryMappedFileAccess access)
    {
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, Length, access, HandleInheritability.None, leaveOpen: false);
        try
        {
            _view = _file.CreateViewAccessor(0, Length, access);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
        byte* bytes = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        _bytes = bytes + _view.PointerOffset;
    }

    public long Length { get; }

    public byte* Bytes => _bytes;

    /// <summary>Makes a file of zeros.</summary>
    /// <exception cref="IOException">It can't be made, or is there.</exception>
    public static MappedFile Create(string path, long length)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            // Written, not only made longer: a file system that is full says so here, and not by a signal when the memory is touched.
            var zeros = new byte[Math.Min(length, 1 << 16)];
            for (var left = length; left > 0; left -= zeros.Length)
                stream.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
            stream.Flush();
            return new MappedFile(stream, MemoryMappedFileAccess.ReadWrite);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Maps a file that another process has made.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static MappedFile Open(string path, bool writable)
    {
        var stream = new FileStream(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        try
        {
            return new MappedFile(stream, writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public MappedWords Words(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((first + (long)count) * sizeof(ulong), Length, nameof(count));
        return new MappedWords((ulong*)_bytes + first, count);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}

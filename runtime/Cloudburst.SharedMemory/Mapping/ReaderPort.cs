using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>
/// One executor as the cache sees it: a file with the executor's leases and marks, and beside it a lock that the executor holds while it may read. The
/// end of the link to the executor alone does not free its leases: only its lock tells whether it still reads.
/// </summary>
internal sealed unsafe class ReaderPort : IBlockReader, IDisposable
{
    private readonly MappedFile _file;
    private readonly SharedWords _header;
    private readonly SharedWords _leases;
    private readonly string _path;
    private readonly int _slots;
    private volatile bool _hungUp;
    private bool _gone;

    private ReaderPort(string path, MappedFile file, int slots)
    {
        _path = path;
        _file = file;
        _slots = slots;
        _header = file.Words(0, Layout.ReaderHeaderWords);
        _leases = file.Words(Layout.ReaderHeaderWords, Layout.LeaseWords);
    }

    /// <summary>The name of its file.</summary>
    public string Name => Path.GetFileName(_path);

    /// <exception cref="IOException">The files can't be made.</exception>
    public static ReaderPort Create(SharedFolder folder, int number, int slots)
    {
        var path = folder.At(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"reader-{number}"));
        File.WriteAllBytes(Layout.LockOf(path), []);
        return new ReaderPort(path, MappedFile.Create(path, Layout.MarksOffset + slots), slots);
    }

    /// <summary>The link to the executor has ended: from now on its lock is looked at.</summary>
    public void HungUp() => _hungUp = true;

    public bool IsGone()
    {
        if (!_hungUp || _gone)
            return _gone;
        using var held = TryTakeLock();
        if (held is null)
            return false;
        // While we hold the lock: an executor that comes to lock only now finds this and stays away.
        _header.Write(Layout.ReaderClosedWord, 1);
        _gone = true;
        Dispose();
        File.Delete(_path);
        File.Delete(Layout.LockOf(_path));
        return true;
    }

    public void AddLeases(HashSet<ulong> words)
    {
        for (var i = 0; i < _leases.Count; i++)
        {
            if (_leases.Read(i) is not 0 and var word)
                words.Add(word);
        }
    }

    public int TakeMark(int slot)
    {
        if ((uint)slot >= (uint)_slots)
            return 0;
        ref var mark = ref _file.Bytes[Layout.MarksOffset + slot];
        var reads = Volatile.Read(ref mark);
        if (reads != 0)
            Volatile.Write(ref mark, 0);
        return reads;
    }

    public void Dispose() => _file.Dispose();

    private FileStream? TryTakeLock()
    {
        try
        {
            return FileLock.TryTake(Layout.LockOf(_path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without the file nobody can tell whether the executor lives, so its leases stay.
            return null;
        }
    }
}

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>The folder of one cache's files, locked for as long as the cache lives.</summary>
internal sealed class SharedFolder : IDisposable
{
    private const int MaxAttempts = 16;
    private readonly FileStream _lock;

    private SharedFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Removes what caches have left that died, and makes a new folder.</summary>
    /// <exception cref="IOException">The folder can't be made there, or locks of files mean nothing there.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write there.</exception>
    public static SharedFolder Create(string root)
    {
        RemoveDead(root);
        for (var attempt = 1; ; attempt++)
        {
            var path = System.IO.Path.Combine(root, Layout.FolderPrefix + Guid.NewGuid().ToString("N")[..12]);
            MakePrivate(path);
            // Another cache that starts now may take the folder for a dead one's until it is locked; then this one takes another.
            var lockPath = System.IO.Path.Combine(path, Layout.LockName);
            if (TryTakeNew(lockPath) is { } held)
            {
                var folder = new SharedFolder(path, held);
                if (LocksHold(lockPath))
                    return folder;
                folder.Dispose();
                throw new IOException($"Locks of files mean nothing in '{root}'");
            }
            if (attempt == MaxAttempts)
                throw new IOException($"No folder of its own could be made in '{root}'");
        }
    }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
    }

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream? TryTakeNew(string path)
    {
        try
        {
            return FileLock.TryTake(path, FileMode.OpenOrCreate);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool LocksHold(string path)
    {
        using var second = FileLock.TryTake(path);
        return second is null;
    }

    private static void RemoveDead(string root)
    {
        foreach (var path in Directory.EnumerateDirectories(root, Layout.FolderPrefix + "*"))
        {
            try
            {
                using var held = FileLock.TryTake(System.IO.Path.Combine(path, Layout.LockName), FileMode.OpenOrCreate);
                if (held is null)
                    continue;
                Close(System.IO.Path.Combine(path, Layout.IndexName));
                Remove(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or somebody else was faster.
            }
        }
    }

    /// <summary>Executors that have the index of a dead cache in their memory, and have not heard yet, must not read it any more.</summary>
    private static void Close(string indexPath)
    {
        if (!File.Exists(indexPath))
            return;
        using var index = File.OpenHandle(indexPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(index, new byte[sizeof(ulong)], Layout.OpenWord * sizeof(ulong));
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left is removed by the next cache that starts here.
        }
    }
}

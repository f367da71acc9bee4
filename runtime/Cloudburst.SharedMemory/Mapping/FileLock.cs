namespace Cloudburst.SharedMemory.Mapping;

/// <summary>
/// A file that one process holds while it lives. The kernel lets go when the process ends, however it ends, also when the two processes can't
/// see each other's ids, as in two containers.
/// </summary>
internal static class FileLock
{
    /// <summary>Takes the lock of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made or must be there.</param>
    /// <returns>The lock, or null when somebody else holds it.</returns>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    public static FileStream? TryTake(string path, FileMode mode = FileMode.Open)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }
}

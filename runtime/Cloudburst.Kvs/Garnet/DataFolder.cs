using System.Globalization;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// The folder of the data: created, tried, locked against a second process, and checked for a format that this version can replay.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "cloudburst-kvs.lock";
    private const string FormatFile = "cloudburst-kvs.format";

    private readonly FileStream _lock;
    private readonly bool _temporary;

    private DataFolder(string path, FileStream @lock, bool temporary)
    {
        Path = path;
        _lock = @lock;
        _temporary = temporary;
    }

    public string Path { get; }

    public static DataFolder Open(string? path, StoreUpkeep upkeep)
    {
        var temporary = path is null;
        path = temporary ? Directory.CreateTempSubdirectory("cloudburst-kvs-").FullName : System.IO.Path.GetFullPath(path!);
        CreateWritable(path);
        var folder = new DataFolder(path, Lock(path), temporary);
        try
        {
            folder.CheckFormat(upkeep);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (_temporary)
            Directory.Delete(Path, recursive: true);
    }

    private static void CreateWritable(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = System.IO.Path.Combine(path, ".write-test");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KvsException(
                KvsError.DataFolderUnusable,
                $"The data folder '{path}' can't be written ({e.Message}); give the process write access to it, or choose another folder with the setting DataFolder.",
                e);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new KvsException(
                KvsError.DataFolderInUse,
                $"The data folder '{path}' is already open in another store; stop that one, or choose another folder with the setting DataFolder.",
                e);
        }
    }

    private void CheckFormat(StoreUpkeep upkeep)
    {
        // The files' size is part of the format: with another one, addresses lead to the wrong file.
        var format = string.Create(CultureInfo.InvariantCulture, $"{CommandTable.FormatVersion}; files of {upkeep.SegmentBytes} bytes");
        var file = System.IO.Path.Combine(Path, FormatFile);
        if (!File.Exists(file))
        {
            File.WriteAllText(file, format);
            return;
        }

        var found = File.ReadAllText(file).Trim();
        if (found != format)
        {
            throw new KvsException(
                KvsError.IncompatibleData,
                $"The data folder '{Path}' was written in format '{found}', but this version reads '{format}'; run the version that wrote it, or choose an empty folder.");
        }
    }
}

using Cloudburst.SharedMemory.Core;
using Cloudburst.SharedMemory.Mapping;

namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>A cache's side over real files, with readers as executors have them.</summary>
internal sealed class Sharing : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Dictionary<string, SharedBlock> _blocks = [];

    public Sharing(long bytes = 1 << 20, TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Writer = SharedMemoryWriter.Create(_root.Path, bytes);
    }

    public string Root => _root.Path;

    public TimeProvider Time { get; }

    public SharedMemoryWriter Writer { get; }

    public (SharedMemoryReader Reader, ReaderPort Port) AddReader()
    {
        var port = Writer.AddReader();
        return (SharedMemoryReader.Open(Writer.Folder, port.Name, Time), port);
    }

    /// <summary>Replaces the value of a key, as the cache does: the old one goes first.</summary>
    public bool Put(string key, byte[] value, long expiresAt = 0)
    {
        if (_blocks.Remove(key, out var old))
            Writer.Withdraw(old);
        if (Writer.TryWrite(key, value, expiresAt) is not { } block)
            return false;
        Assert.True(Writer.TryPublish(block));
        _blocks[key] = block;
        return true;
    }

    public void Dispose()
    {
        Writer.Dispose();
        _root.Dispose();
    }
}

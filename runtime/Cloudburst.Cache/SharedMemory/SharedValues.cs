using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Cloudburst.SharedMemory.Mapping;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.SharedMemory;

/// <summary>
/// Copies of cached values where the machine's executors read them without a call (docs/shared-memory.md). A value is shared when an executor first reads it,
/// and its copy is withdrawn before anything else of the entry changes, so a copy never shows what the cache no longer would.
/// </summary>
/// <remarks>Thread-safe. What takes an entry is called under the entry's gate, and locks nothing but the memory's own innermost lock.</remarks>
internal sealed class SharedValues : IDisposable
{
    /// <summary>What may be copied by the thread of an executor's link.</summary>
    private const long MuchBytes = 1 << 20;

    private readonly CacheTable _table;
    private readonly SharedMemoryWriter _writer;
    private readonly int _leastBytes;
    private readonly ILogger _logger;
    private int _reportedFull;

    private SharedValues(CacheTable table, SharedMemoryWriter writer, int leastBytes, ILogger logger)
    {
        _table = table;
        _writer = writer;
        _leastBytes = leastBytes;
        _logger = logger;
    }

    /// <summary>The memory that copies take or have taken.</summary>
    public long Bytes => _writer.Bytes;

    /// <summary>The folder of the files.</summary>
    public string Folder => _writer.Folder;

    /// <summary>Starts to share, if the settings say where.</summary>
    /// <exception cref="ArgumentException">It can't be done there.</exception>
    public static SharedValues? TryStart(CacheTable table, NodeCacheOptions options, ILogger logger)
    {
        if (options.SharedMemoryFolder is not { } root)
            return null;
        var bytes = options.SharedMemoryBytes > 0 ? options.SharedMemoryBytes : options.MemoryBytes / 2;
        try
        {
            return new SharedValues(table, SharedMemoryWriter.Create(root, bytes), options.SharedValueBytes, logger);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"Memory can't be shared in the folder '{root}': {error.Message}. Name a folder that this process may write to, best on a file system in memory, or turn sharing off.",
                nameof(options),
                error);
        }
    }

    /// <summary>Gives one more executor a place to read from.</summary>
    /// <exception cref="IOException">Its file can't be made.</exception>
    public ReaderPort AddReader() => _writer.AddReader();

    /// <inheritdoc cref="SharedMemoryWriter.RemoveReader"/>
    public void RemoveReader(ReaderPort port) => _writer.RemoveReader(port);

    /// <summary>Whether sharing the values of a reply means copying more than a link's thread should.</summary>
    public bool IsMuchToShare(RepeatedField<string> keys, RepeatedField<ByteString> capsules)
    {
        var bytes = 0L;
        for (var i = 0; i < capsules.Count; i++)
        {
            if (capsules[i].Length >= _leastBytes && _table.TryGet(keys[i], out var entry) && !IsShared(entry, capsules[i]))
                bytes += capsules[i].Length;
        }

        return bytes > MuchBytes;
    }

    /// <summary>Takes out of a reply what its reader finds in shared memory.</summary>
    /// <returns>The bytes that need not be sent.</returns>
    public long Share(RepeatedField<string> keys, CacheReadReply reply)
    {
        var bytes = 0L;
        for (var i = 0; i < keys.Count; i++)
        {
            var value = reply.Capsules[i];
            if (value.Length < _leastBytes || !TryShare(keys[i], value))
                continue;
            bytes += value.Length;
            reply.Capsules[i] = ByteString.Empty;
            reply.Shared.Add((uint)i);
        }

        return bytes;
    }

    /// <summary>Takes the copy away, if there is one. The caller holds the gate.</summary>
    public void Withdraw(CacheEntry entry)
    {
        if (entry.Shared is not { } block)
            return;
        entry.Shared = null;
        _writer.Withdraw(block);
    }

    /// <summary>Whether an executor has read the copy since this was last asked. The caller holds the gate.</summary>
    public bool TakeUse(CacheEntry entry) => entry.Shared is { } block && _writer.TakeUse(block);

    /// <inheritdoc cref="SharedMemoryWriter.Sweep"/>
    public void Sweep() => _writer.Sweep();

    public void Dispose() => _writer.Dispose();

    /// <summary>Sees to it that executors find a value that was read under its key.</summary>
    private bool TryShare(string key, ByteString value)
    {
        if (!_table.TryGet(key, out var entry))
            return false;
        long expiresAt;
        lock (entry.Gate)
        {
            // The newest value or none: what was read a moment ago may have been replaced.
            if (!ReferenceEquals(entry.Value, value))
                return false;
            if (IsShared(entry, value))
                return true;
            expiresAt = entry.ExpiresAt;
        }

        if (_writer.TryWrite(key, value.Memory, expiresAt) is not { } block)
        {
            ReportFull(value.Length);
            return false;
        }

        lock (entry.Gate)
        {
            var isCurrent = ReferenceEquals(entry.Value, value) && entry.ExpiresAt == expiresAt;
            var isShared = isCurrent && IsShared(entry, value);
            if (isCurrent && !isShared && _writer.TryPublish(block))
            {
                entry.Shared = block;
                return true;
            }

            _writer.Discard(block);
            return isShared;
        }
    }

    /// <summary>The gate need not be held for a guess.</summary>
    private static bool IsShared(CacheEntry entry, ByteString value) => entry.Shared is { IsPublished: true } && ReferenceEquals(entry.Value, value);

    private void ReportFull(int bytes)
    {
        if (Interlocked.Exchange(ref _reportedFull, 1) == 0)
            _logger.LogInformation("A value of {Bytes} bytes finds no room in the shared memory of {Folder} and is sent; more such values are not reported", bytes, Folder);
    }
}

using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.SharedMemory;
using Cloudburst.SharedMemory.Mapping;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.State.SharedMemory;

/// <summary>
/// The cache's memory over one link: asked for when the link opens, and read for as long as it is open (docs/shared-memory.md). A cache that shares none, or
/// not with this release, is asked for every value, as before.
/// </summary>
internal sealed class CacheMemory(TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private SharedMemoryReader? _reader;
    private bool _closed;

    public SharedMemoryReader? Reader => Volatile.Read(ref _reader);

    /// <summary>Asks the cache for its memory and maps it. Never throws.</summary>
    public async Task AttachAsync(Func<CacheRequest, Task<CacheReply>> ask)
    {
        try
        {
            var reply = await ask(new CacheRequest { Attach = new CacheAttach { Layout = Layout.Version } }).ConfigureAwait(false);
            if (reply.BodyCase == CacheReply.BodyOneofCase.Attached)
                Open(SharedMemoryReader.Open(reply.Attached.Folder, reply.Attached.Reader, time));
            else
                logger.LogDebug("Values come over the link to the node's cache: {Reason}", reply.Error?.Message);
        }
        catch (LinkException)
        {
            // The next link asks again.
        }
#pragma warning disable CA1031 // Whatever keeps the memory from being mapped, values come over the link.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogInformation("The memory of the node's cache can't be read, so values come over its link: {Reason}", error.Message);
        }
    }

    /// <summary>The link has ended: nothing new is read. Functions keep what they hold.</summary>
    public void Close()
    {
        SharedMemoryReader? reader;
        lock (_gate)
        {
            _closed = true;
            reader = _reader;
            _reader = null;
        }
        reader?.Dispose();
    }

    private void Open(SharedMemoryReader reader)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _reader = reader;
                return;
            }
        }
        reader.Dispose();
    }
}

using Cloudburst.Protocol;
using Cloudburst.SharedMemory;
using Cloudburst.SharedMemory.Mapping;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.SharedMemory;

/// <summary>What one executor's link holds of the shared memory: its place to read from, given up when the link ends.</summary>
internal sealed class SharedReads(NodeCache cache) : IDisposable
{
    private readonly Lock _gate = new();
    private ReaderPort? _port;
    private bool _ended;

    /// <summary>Gives the executor its place.</summary>
    /// <returns>Where it is, or why there is none: the executor then reads by calls, as it did before.</returns>
    public (CacheAttached? Attached, ErrorInfo? Refused) Attach(CacheAttach request)
    {
        if (cache.Shared is not { } shared)
            return (null, CacheErrors.NoSharedMemory("it shares none"));
        if (request.Layout != Layout.Version)
            return (null, CacheErrors.NoSharedMemory($"its layout is version {Layout.Version} and the executor's is {request.Layout}"));
        lock (_gate)
        {
            if (_ended || _port is not null)
                return (null, CacheErrors.NoSharedMemory("the executor has asked already"));
            try
            {
                _port = shared.AddReader();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                cache.Logger.LogWarning("An executor gets no place in the shared memory of {Folder}: {Reason}", shared.Folder, error.Message);
                return (null, CacheErrors.NoSharedMemory(error.Message));
            }

            return (new CacheAttached { Folder = shared.Folder, Reader = _port.Name }, null);
        }
    }

    public void Dispose()
    {
        ReaderPort? port;
        lock (_gate)
        {
            _ended = true;
            port = _port;
            _port = null;
        }

        if (port is not null)
            cache.Shared?.RemoveReader(port);
    }
}

using Cloudburst.Protocol;
using Cloudburst.SharedMemory;
using Cloudburst.SharedMemory.Mapping;
using Google.Protobuf;

namespace Cloudburst.Executor.State.SharedMemory;

/// <summary>
/// What one invocation reads in the cache's own memory, and holds until it is over. A function may read in parallel and may go on reading after it has
/// returned, by mistake; it then gets values of its own.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HeldViews(CacheClient cache)
{
    /// <summary>One invocation leaves room for the others.</summary>
    private const int MaxViews = Layout.LeaseWords / 8;

    private readonly Lock _gate = new();
    private List<SharedView>? _held;
    private Dictionary<string, SharedView>? _newest;
    private bool _released;

    /// <summary>Reads keys: without a call where all of them lie in the cache's memory.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="ask">Asks the cache, and says whether it may answer that a value is in its memory.</param>
    public async ValueTask<IReadOnlyList<ByteString>> ReadAsync(IReadOnlyList<string> keys, Func<IReadOnlyList<string>, bool, ValueTask<CacheReadReply>> ask)
    {
        var capsules = new ByteString[keys.Count];
        List<int>? missing = null;
        for (var i = 0; i < capsules.Length; i++)
        {
            if (!TryRead(keys[i], out capsules[i]))
                (missing ??= []).Add(i);
        }
        if (missing is null)
            return capsules;

        var reply = await ask(missing.ConvertAll(i => keys[i]), true).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
            capsules[missing[i]] = reply.Capsules[i];
        List<int>? gone = null;
        foreach (var position in reply.Shared)
        {
            var i = missing[(int)position];
            if (!TryRead(keys[i], out capsules[i]))
                (gone ??= []).Add(i);
        }
        if (gone is null)
            return capsules;

        // Replaced or dropped between the answer and the look.
        reply = await ask(gone.ConvertAll(i => keys[i]), false).ConfigureAwait(false);
        for (var i = 0; i < gone.Count; i++)
            capsules[gone[i]] = reply.Capsules[i];
        return capsules;
    }

    /// <summary>Gives everything back.</summary>
    public void Release()
    {
        List<SharedView>? held;
        lock (_gate)
        {
            _released = true;
            held = _held;
            _held = null;
            _newest = null;
        }
        if (held is null)
            return;
        foreach (var view in held)
            view.Release();
    }

    private bool TryRead(string key, out ByteString capsule)
    {
        capsule = ByteString.Empty;
        if (cache.Memory is not { } reader)
            return false;
        SharedView? view = null;
        lock (_gate)
        {
            if (_released)
                return false;
            // A loop over one key takes one lease, not many.
            if (_newest?.TryGetValue(key, out view) != true || !reader.IsCurrent(view!))
            {
                if (_held?.Count >= MaxViews || !reader.TryRead(key, out view))
                    return false;
                // An older view of the key is held on: the function may be looking at it.
                (_held ??= []).Add(view);
                (_newest ??= new(StringComparer.Ordinal))[key] = view;
            }
        }
        capsule = UnsafeByteOperations.UnsafeWrap(view!.Memory);
        return true;
    }
}

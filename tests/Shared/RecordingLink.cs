using System.Collections.Concurrent;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Tests.Shared;

/// <summary>The far end of a link: keeps what the role under test sends, or refuses it.</summary>
internal sealed class RecordingLink<T> : ILink<T>
{
    private readonly ConcurrentQueue<T> _frames = new();
    private readonly TaskCompletionSource _closed = new();

    public bool Refuses { get; set; }

    public Task Closed => _closed.Task;

    public IReadOnlyCollection<T> Frames => _frames;

    public bool TrySend(T frame)
    {
        if (Refuses)
            return false;
        _frames.Enqueue(frame);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        return default;
    }

    /// <summary>Waits for a frame, with a deadline.</summary>
    public async Task<T> WaitForAsync(Func<T, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            foreach (var frame in _frames)
            {
                if (wanted(frame))
                    return frame;
            }
            await Task.Delay(1, deadline.Token);
        }
    }
}

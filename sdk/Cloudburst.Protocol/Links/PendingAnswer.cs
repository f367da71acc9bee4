namespace Cloudburst.Protocol.Links;

/// <summary>
/// An answer that somebody awaits, and that arrives on a link. Whoever awaits it goes on on the thread that has received it (<see cref="ReadingThread"/>); where an in-process link has answered before
/// the question was sent, at once.
/// </summary>
/// <typeparam name="T">The kind of answer.</typeparam>
/// <remarks>Thread-safe; answered or failed once.</remarks>
public sealed class PendingAnswer<T> : IThreadPoolWorkItem
{
    private const int IsBeingSent = 0;
    private const int IsAwaited = 1;
    private const int HasComeAtOnce = 2;

    private readonly TaskCompletionSource<T> _source = new();
    private T? _answer;
    private Exception? _error;
    private int _state;

    /// <summary>The question has been sent, or could not be.</summary>
    /// <returns>The answer.</returns>
    public Task<T> Sent()
    {
        // What is being set at this moment is set on a thread that must not go on with whoever awaits it.
        var spin = new SpinWait();
        if (Interlocked.CompareExchange(ref _state, IsAwaited, IsBeingSent) == HasComeAtOnce)
        {
            while (!_source.Task.IsCompleted)
                spin.SpinOnce();
        }
        return _source.Task;
    }

    /// <summary>It has arrived.</summary>
    public void Answer(T answer)
    {
        _answer = answer;
        Complete();
    }

    /// <summary>It will not arrive.</summary>
    public void Fail(Exception error)
    {
        _error = error;
        Complete();
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Cancel() => _source.TrySetCanceled();

    void IThreadPoolWorkItem.Execute()
    {
        if (_error is { } error)
            _source.TrySetException(error);
        else
            _source.TrySetResult(_answer!);
    }

    private void Complete()
    {
        if (Interlocked.CompareExchange(ref _state, HasComeAtOnce, IsBeingSent) == IsBeingSent)
            ((IThreadPoolWorkItem)this).Execute();
        else
            ReadingThread.Run(this);
    }
}

using System.Runtime.CompilerServices;

namespace Cloudburst.Protocol.Links;

/// <summary>Awaits the next frame of a link, and runs work meanwhile on the thread that has begun to wait: whichever thread the frame arrives on goes on with the link.</summary>
internal readonly struct ReadOn(Task<bool> reading, IThreadPoolWorkItem work) : ICriticalNotifyCompletion
{
    /// <summary>Never: the work has to run.</summary>
    public bool IsCompleted => false;

    public ReadOn GetAwaiter() => this;

    public bool GetResult() => reading.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation)
    {
        reading.ConfigureAwait(false).GetAwaiter().OnCompleted(continuation);
        work.Execute();
    }

    public void UnsafeOnCompleted(Action continuation)
    {
        // From here on the link belongs to another thread.
        reading.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
        work.Execute();
    }
}

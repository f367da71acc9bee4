using System.Collections.Concurrent;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Sessions;

/// <summary>The last writes with their answers, for executors whose link broke before the answer: what is asked for again is not done again. Thread-safe.</summary>
internal sealed class RememberedWrites
{
    private const int Most = 8_192;

    private readonly ConcurrentDictionary<ulong, Task<(CacheDone? Done, ErrorInfo? Error)>> _answers = new();
    private readonly ConcurrentQueue<ulong> _oldest = new();

    /// <summary>Does a write, or gives the answer of the one that was begun under the same number.</summary>
    /// <param name="operation">The write's number, unique to it.</param>
    /// <param name="write">Does it; must not throw.</param>
    public Task<(CacheDone? Done, ErrorInfo? Error)> OnceAsync(ulong operation, Func<Task<(CacheDone? Done, ErrorInfo? Error)>> write)
    {
        var answer = new TaskCompletionSource<(CacheDone?, ErrorInfo?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!_answers.TryAdd(operation, answer.Task))
        {
            if (_answers.TryGetValue(operation, out var known))
                return known;
        }

        _oldest.Enqueue(operation);
        if (_oldest.Count > Most && _oldest.TryDequeue(out var oldest))
            _answers.TryRemove(oldest, out _);
        _ = RunAsync();
        return answer.Task;

        async Task RunAsync() => answer.SetResult(await write().ConfigureAwait(false));
    }
}

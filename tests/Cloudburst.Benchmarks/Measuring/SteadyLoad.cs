using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>
/// Makes calls at a constant rate, whether or not the ones before have been answered: a system that falls behind is not asked less, and the calls that it holds up show.
/// </summary>
/// <param name="perSecond">Calls a second.</param>
/// <param name="callAsync">Makes a call, of a number; it throws when there is no answer, or a wrong one.</param>
internal sealed class SteadyLoad(int perSecond, Func<int, Task> callAsync)
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentDictionary<string, int> _errors = new();
    private int _made;

    /// <summary>The calls that have ended.</summary>
    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>Why calls were not answered, and how often.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Makes calls until the token fires, and returns when the last one has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var calls = new ConcurrentDictionary<int, Task>();
        try
        {
            while (true)
            {
                for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond); _made < due; _made++)
                {
                    var number = _made;
                    var call = CallAsync(number);
                    if (!call.IsCompleted)
                    {
                        calls[number] = call;
                        _ = call.ContinueWith(_ => calls.TryRemove(number, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    }
                }
                await Task.Delay(TimeSpan.FromMilliseconds(2), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(calls.Values).ConfigureAwait(false);
        }
    }

    private async Task CallAsync(int number)
    {
        var began = Stopwatch.GetTimestamp();
        var isAnswered = true;
        try
        {
            await callAsync(number).ConfigureAwait(false);
        }
        catch (CloudburstException error)
        {
            isAnswered = false;
            _errors.AddOrUpdate(error.Code.ToString(), 1, static (_, count) => count + 1);
        }
        _calls.Enqueue(new Call(began, Stopwatch.GetTimestamp() - began, isAnswered));
    }

    /// <summary>One call.</summary>
    /// <param name="Began">When, as <see cref="Stopwatch.GetTimestamp"/> gives it.</param>
    /// <param name="Took">How many ticks.</param>
    /// <param name="IsAnswered">Whether it got its answer.</param>
    internal readonly record struct Call(long Began, long Took, bool IsAnswered);
}

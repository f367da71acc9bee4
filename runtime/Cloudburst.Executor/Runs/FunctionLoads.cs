using System.Collections.Concurrent;
using System.Diagnostics;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>How often functions have run and how long, since the last report.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FunctionLoads
{
    private readonly ConcurrentDictionary<FunctionDescriptor, Sum> _sums = new();

    /// <summary>Counts a run.</summary>
    /// <param name="function">What ran.</param>
    /// <param name="started">When, as <see cref="Stopwatch.GetTimestamp"/> gave it.</param>
    /// <param name="calls">Of how many calls, which share its time.</param>
    public void Add(FunctionDescriptor function, long started, int calls = 1) =>
        _sums.GetOrAdd(function, static _ => new Sum()).Add(Stopwatch.GetTimestamp() - started, calls);

    /// <summary>Adds what has run since the last call to a report.</summary>
    public void Take(ExecutorStatus status)
    {
        foreach (var (function, sum) in _sums)
        {
            if (sum.Take() is { Calls: > 0 } taken)
                status.Functions.Add(new FunctionLoad { Function = function.Name, Calls = taken.Calls, BusyMicros = (long)Stopwatch.GetElapsedTime(0, taken.Ticks).TotalMicroseconds });
        }
    }

    private sealed class Sum
    {
        private long _calls;
        private long _ticks;

        public void Add(long ticks, int calls)
        {
            Interlocked.Add(ref _ticks, ticks);
            Interlocked.Add(ref _calls, calls);
        }

        // A run that is counted in between may have its time in this report and its call in the next: no matter for a mean over many.
        public (long Calls, long Ticks) Take() => (Interlocked.Exchange(ref _calls, 0), Interlocked.Exchange(ref _ticks, 0));
    }
}

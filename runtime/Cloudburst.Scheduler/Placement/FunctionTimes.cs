using System.Collections.Concurrent;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Placement;

/// <summary>How long functions run, as executors report it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FunctionTimes
{
    /// <summary>How much a new report counts beside all before it.</summary>
    private const double Weight = 0.3;

    private readonly ConcurrentDictionary<string, double> _micros = new(StringComparer.Ordinal);

    public static double Blend(double known, double reported) => known == 0 ? reported : known + (Weight * (reported - known));

    public void Update(ExecutorStatus status)
    {
        foreach (var function in status.Functions)
        {
            if (function.Calls > 0)
            {
                _micros.AddOrUpdate(
                    function.Function, static (_, reported) => reported, static (_, known, reported) => Blend(known, reported), (double)function.BusyMicros / function.Calls);
            }
        }
    }

    /// <summary>The mean time of a run, in microseconds; 0 while none has been reported.</summary>
    public double MicrosOf(string function) => _micros.GetValueOrDefault(function);
}

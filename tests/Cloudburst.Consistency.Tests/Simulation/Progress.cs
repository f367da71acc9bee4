using System.Diagnostics;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>How far a long run is, as a line of the test run now and then. Shown at once, and not when the test has ended.</summary>
public sealed class Progress(IMessageSink sink)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Says it, if it is time to, or the last word.</summary>
    public void Report(bool isLast, FormattableString line)
    {
        if (!Seeds.IsLong || (!isLast && Stopwatch.GetElapsedTime(_last) < Pause))
            return;
        _last = Stopwatch.GetTimestamp();
        sink.OnMessage(new DiagnosticMessage(FormattableString.Invariant(line)));
    }
}

using System.Diagnostics;

namespace Cloudburst.Chaos.Load;

/// <summary>Makes calls and holds the system to what it promises every caller: an answer or a documented error, and that before the deadline.</summary>
/// <param name="client">The system.</param>
/// <param name="timeout">The deadline of each call.</param>
/// <param name="findings">Gets what was wrong.</param>
public sealed class Caller(ICloudburstClient client, TimeSpan timeout, Findings findings)
{
    /// <summary>What a busy machine may take on top of a deadline until the caller knows.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);
    private static readonly CloudburstErrorCode[] Expected = [CloudburstErrorCode.DeadlineExceeded, CloudburstErrorCode.KeyMissing];

    public ICloudburstClient Client => client;

    public Findings Findings => findings;

    /// <summary>Makes a call.</summary>
    /// <param name="what">The call, for messages.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="deadline">The call's deadline, where it is another one.</param>
    /// <returns>What the caller was told.</returns>
    public async Task<Told<T>> AskAsync<T>(string what, Func<CallOptions, Task<T>> call, TimeSpan? deadline = null)
    {
        var limit = deadline ?? timeout;
        var started = Stopwatch.GetTimestamp();
        CloudburstException? failure = null;
        T? answer = default;
        try
        {
            answer = await call(new CallOptions { Timeout = limit }).WaitAsync(limit + Lateness).ConfigureAwait(false);
        }
        catch (CloudburstException error)
        {
            failure = error;
            if (!error.IsTransient && !Expected.Contains(error.Code))
                findings.Add($"{what} failed with {error.Code}, which no fault excuses: {error.Message}");
        }
        catch (TimeoutException)
        {
            findings.Add($"{what} was neither answered nor refused {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after the call; its deadline was {limit.TotalSeconds:0} s");
            failure = new CloudburstException(CloudburstErrorCode.DeadlineExceeded, "The caller gave up");
        }
        return new Told<T>(answer, failure, Stopwatch.GetElapsedTime(started));
    }
}

/// <summary>What a caller was told.</summary>
/// <param name="Answer">The answer, if it is one.</param>
/// <param name="Error">Otherwise why there is none. The request may have had effects all the same, unless the code says that it had none.</param>
/// <param name="Took">How long that took.</param>
public readonly record struct Told<T>(T? Answer, CloudburstException? Error, TimeSpan Took)
{
    public bool IsAnswered => Error is null;
}

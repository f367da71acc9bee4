using System.Globalization;

namespace Cloudburst.Chaos.Load;

/// <summary>One kind of load: makes calls until it is told to stop, remembers what it was told, and afterwards compares that with what is there.</summary>
/// <param name="name">The name in messages.</param>
/// <param name="inFlight">How many calls are made at once.</param>
public abstract class Workload(string name, int inFlight)
{
    /// <summary>Between two calls of a loop: a machine that only makes calls has no time left for the faults.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private int _answered;
    private int _failed;

    public string Name => name;

    /// <summary>Calls that were answered so far.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Calls that ended in a documented error.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Makes calls, each when the one before it in its loop has ended.</summary>
    public Task RunAsync(IReadOnlyList<Caller> callers, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, inFlight).Select(loop => LoopAsync(loop, callers[loop % callers.Count], stop)));

    /// <summary>Compares what callers were told with what is there, when nothing is called any more.</summary>
    /// <returns>What is wrong; nothing when all is as it should be.</returns>
    public abstract Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name}: {Answered} answered, {Failed} failed");

    /// <summary>Makes one call.</summary>
    /// <param name="loop">Who makes it.</param>
    /// <param name="number">Its number, from 1, among the loop's calls.</param>
    /// <param name="caller">Makes it.</param>
    /// <returns>Whether it was answered.</returns>
    protected abstract Task<bool> CallAsync(int loop, int number, Caller caller);

    private async Task LoopAsync(int loop, Caller caller, CancellationToken stop)
    {
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            if (await CallAsync(loop, number, caller).ConfigureAwait(false))
                Interlocked.Increment(ref _answered);
            else
                Interlocked.Increment(ref _failed);
            await Task.Delay(Pace, CancellationToken.None).ConfigureAwait(false);
        }
    }
}

using System.Diagnostics;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>What one contender did in one stretch of time.</summary>
internal sealed record Round(double P50Micros, double P99Micros, double OpsPerSecond, int Count)
{
    /// <summary>Lets a contender run: as many loops as it has calls in flight, each at least one call long.</summary>
    public static async Task<Round> RunAsync(Contender contender, TimeSpan length, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var loops = new Task<List<long>>[contender.InFlight];
        for (var i = 0; i < loops.Length; i++)
        {
            var loop = i;
            loops[i] = contender.Blocks
                ? Task.Factory.StartNew(
                    () => LoopAsync(contender, loop, end, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
                : Task.Run(() => LoopAsync(contender, loop, end, cancellationToken), cancellationToken);
        }
        var samples = (await Task.WhenAll(loops).ConfigureAwait(false)).SelectMany(ticks => ticks).Order().ToArray();
        // Preparations are nobody's time, so where there are any the calls' own times add up to the elapsed time.
        var elapsed = contender.PrepareAsync is null
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : (double)samples.Sum() / Stopwatch.Frequency / contender.InFlight;
        return new Round(
            Micros(Statistics.Percentile(samples, 0.5)), Micros(Statistics.Percentile(samples, 0.99)), samples.Length / elapsed, samples.Length);
    }

    private static async Task<List<long>> LoopAsync(Contender contender, int loop, long end, CancellationToken cancellationToken)
    {
        var ticks = new List<long>(4096);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (contender.PrepareAsync is { } prepareAsync)
                await prepareAsync().ConfigureAwait(false);
            if (contender.ElapsedAsync is { } elapsedAsync)
            {
                ticks.Add(await elapsedAsync(loop).ConfigureAwait(false));
                continue;
            }
            var before = Stopwatch.GetTimestamp();
            await contender.CallAsync(loop).ConfigureAwait(false);
            ticks.Add(Stopwatch.GetTimestamp() - before);
        }
        while (Stopwatch.GetTimestamp() < end);
        return ticks;
    }

    private static double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}

using System.Diagnostics;
using System.Globalization;

namespace Cloudburst.Benchmarks.Measuring;

/// <summary>
/// Measures contenders beside each other. Each is warmed until its median settles, because .NET compiles a busy server several times over; then they take turns,
/// so that whatever the machine does meanwhile hits all of them alike, and what counts is the median of their turns.
/// </summary>
/// <param name="budget">The time.</param>
/// <param name="progress">Told what happens.</param>
internal sealed class Tournament(Budget budget, TextWriter progress)
{
    private const int SettledSlices = 3;
    private const double SettledSpread = 1.1;

    public async Task<IReadOnlyList<Measure>> RunAsync(string workload, IReadOnlyList<Contender> contenders, CancellationToken cancellationToken)
    {
        var warmUp = budget.WarmUpOf(contenders.Count);
        foreach (var contender in contenders)
            await WarmAsync(contender, warmUp, cancellationToken).ConfigureAwait(false);
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<Round>());
        for (var i = 0; i < budget.Rounds && (i == 0 || budget.HasTime); i++)
        {
            var turn = budget.TurnOf(contenders.Count, budget.Rounds - i);
            // There and back, so that no contender always follows the same neighbour.
            foreach (var contender in i % 2 == 0 ? contenders : contenders.Reverse())
                rounds[contender].Add(await Round.RunAsync(contender, turn, cancellationToken).ConfigureAwait(false));
            await progress.WriteLineAsync($"{workload}: round {i + 1} of {budget.Rounds}").ConfigureAwait(false);
        }
        return [.. contenders.Select(contender => Summarize(workload, contender, rounds[contender]))];
    }

    private async Task WarmAsync(Contender contender, TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var slice = longest / 8;
        var medians = new List<double>();
        do
        {
            medians.Add((await Round.RunAsync(contender, slice, cancellationToken).ConfigureAwait(false)).P50Micros);
        }
        while (!IsSettled(medians) && Stopwatch.GetElapsedTime(started) < longest);
        var last = medians[^1].ToString("0.0", CultureInfo.InvariantCulture);
        await progress.WriteLineAsync(
            $"{contender.Name}: {last} µs after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s of warm-up{(IsSettled(medians) ? "" : ", still moving")}").ConfigureAwait(false);
    }

    private static bool IsSettled(List<double> medians)
    {
        if (medians.Count < SettledSlices)
            return false;
        var last = medians.TakeLast(SettledSlices).ToArray();
        return last.Max() <= last.Min() * SettledSpread;
    }

    private static Measure Summarize(string workload, Contender contender, List<Round> rounds) => new(
        contender.Peer,
        workload,
        contender.Variant,
        Statistics.Median(rounds.Select(round => round.P50Micros)),
        Statistics.Median(rounds.Select(round => round.P99Micros)),
        Statistics.Median(rounds.Select(round => round.OpsPerSecond)),
        rounds.Sum(round => (long)round.Count));
}

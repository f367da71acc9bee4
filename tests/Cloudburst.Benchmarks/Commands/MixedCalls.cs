using Cloudburst.Chaos.Functions;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>What the long runs call: DAGs without state, and between them counters, which are answered when their increment is in the store. Each call checks its answer.</summary>
internal static class MixedCalls
{
    private const int Counters = 16;

    /// <summary>Makes one call.</summary>
    /// <param name="client">The system.</param>
    /// <param name="number">The call's number; each has an answer of its own.</param>
    public static async Task CallAsync(ICloudburstClient client, int number)
    {
        if (number % 2 == 0)
            Expect((number + 1L) * (number + 1L), await client.CallAsync(Numbers.SquareOfIncrement, (long)number).ConfigureAwait(false));
        else
            Expect($"{number}", await client.Writing.HitAsync(number % Counters, $"{number}").ConfigureAwait(false));
    }

    private static void Expect<T>(T expected, T actual)
    {
        if (!Equals(expected, actual))
            throw new InvalidOperationException($"A call was answered with {actual} instead of {expected}");
    }
}

using System.Globalization;

namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>Which seeds a test runs: a few in CI, many with <c>CLOUDBURST_LONG=1</c>, and only that one with <c>CLOUDBURST_SEED</c>, to replay a failure.</summary>
internal static class Seeds
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1";

    public static IEnumerable<ulong> Some(int usual, int many)
    {
        if (Environment.GetEnvironmentVariable("CLOUDBURST_SEED") is { Length: > 0 } one)
            return [ulong.Parse(one, CultureInfo.InvariantCulture)];
        return Enumerable.Range(1, IsLong ? many : usual).Select(seed => (ulong)seed);
    }
}

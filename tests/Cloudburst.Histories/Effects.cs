using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>What an operation tells: the versions that it saw and the version that it made.</summary>
public static class Effects
{
    /// <summary>The keys that it read, each with the versions it saw. A compare-and-set that succeeded (or may have) saw what it expected.</summary>
    public static IEnumerable<(string Key, ImmutableArray<string> Versions)> Reads(this Operation operation) => operation switch
    {
        Read read => read.Got.Select(got => (got.Key, got.Value)),
        CompareAndSet { Succeeded: not false } set => [(set.Key, set.Expected is null ? [] : [set.Expected])],
        _ => [],
    };

    /// <summary>The version that it made; null when it made none for certain.</summary>
    public static (string Key, string Version)? Writes(this Operation operation) => operation switch
    {
        Write write => (write.Key, write.Version),
        CompareAndSet { Succeeded: not false } set => (set.Key, set.Version),
        _ => null,
    };
}

using System.Collections.Immutable;

namespace Cloudburst.Tests.Consistency.Models;

/// <summary>Shapes of DAGs: functions f0, f1, ... each after some of those before it.</summary>
internal static class RandomDag
{
    public static ImmutableArray<(string Name, ImmutableArray<string> After)> Next(Random random, int most)
    {
        var size = random.Next(1, most + 1);
        return
        [
            .. Enumerable.Range(0, size).Select(i => (
                $"f{i}",
                Enumerable.Range(0, i).Where(_ => random.Next(2) == 0).Select(upstream => $"f{upstream}").ToImmutableArray())),
        ];
    }
}

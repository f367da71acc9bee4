using Cloudburst.Chaos.Processes;

namespace Cloudburst.Chaos.Faults;

/// <summary>Draws faults. The same seed draws the same ones in the same order.</summary>
public static class FaultPlan
{
    private static readonly TimeSpan LongestDown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHitch = TimeSpan.FromSeconds(3);

    /// <summary>Around the time that a link lives without an answer (5 s until it is asked for one, and 5 more): some of a role's links break, others just don't.</summary>
    private static readonly (TimeSpan Shortest, TimeSpan Longest) Hang = (TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(13));

    /// <summary>One kill of each kind of role, and a hitch of each, in random order.</summary>
    public static IReadOnlyList<Fault> OfEachKind(IReadOnlyList<RoleProcess> roles, int seed)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<RoleKind>().SelectMany(kind => new[] { (kind, FaultKind.Kill), (kind, FaultKind.Freeze) }).ToArray();
        random.Shuffle(kinds);
        return [.. kinds.Select(fault => Draw(random, Some(random, roles, fault.kind), fault.Item2))];
    }

    /// <summary>Faults of some roles, without an end.</summary>
    public static IEnumerable<Fault> Endless(IReadOnlyList<RoleProcess> roles, int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var kinds = roles.Select(role => role.Kind).Distinct().ToArray();
            var role = Some(random, roles, kinds[random.Next(kinds.Length)]);
            yield return random.Next(10) switch
            {
                0 => HangOf(role, random),
                < 4 => Draw(random, role, FaultKind.Freeze),
                _ => Draw(random, role, FaultKind.Kill),
            };
        }
    }

    /// <summary>A role that hangs for about so long that its peers give their links to it up.</summary>
    public static Fault HangOf(RoleProcess role, Random random) =>
        new(role.Name, FaultKind.Freeze, Hang.Shortest + (random.NextDouble() * (Hang.Longest - Hang.Shortest)));

    private static Fault Draw(Random random, RoleProcess role, FaultKind kind) =>
        new(role.Name, kind, random.NextDouble() * (kind == FaultKind.Kill ? LongestDown : LongestHitch));

    private static RoleProcess Some(Random random, IReadOnlyList<RoleProcess> roles, RoleKind kind)
    {
        var some = roles.Where(role => role.Kind == kind).ToArray();
        return some[random.Next(some.Length)];
    }
}

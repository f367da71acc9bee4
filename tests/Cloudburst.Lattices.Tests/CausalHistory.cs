using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>
/// A fixed history of one key in the causal modes: writers read some reachable state and write after it, among them two at a time on one replica. Its
/// states are what the laws must hold for; versions whose contexts contradict each other no honest writer makes.
/// </summary>
internal static class CausalHistory
{
    private const int Replicas = 4;
    private static readonly List<Written> Writes = Write(new Random(20_200_713), 60);

    /// <summary>Parts of the history that are closed: with a version comes all that it was written after, and what its replica wrote before.</summary>
    public static Gen<IEnumerable<Written>> States { get; } =
        Gen.Int[0, Writes.Count - 1].Array[0, 3].Select(chosen =>
        {
            var seen = chosen.Aggregate(VectorClock.Bottom, (clock, i) => clock.Join(Writes[i].Past));
            return Writes.Where(write => seen[write.Dot.Replica] >= write.Dot.Counter);
        });

    private static List<Written> Write(Random random, int count)
    {
        var writes = new List<Written>();
        for (var i = 0; i < count; i++)
        {
            var replica = (ulong)random.Next(Replicas);
            var read = writes.Count == 0 ? VectorClock.Bottom : writes[random.Next(writes.Count)].Past;
            var own = writes.FindLast(write => write.Dot.Replica == replica);
            var dot = new Dot(replica, (own?.Dot.Counter ?? 0) + 1);
            var payload = new[] { (byte)(i % 3) };
            var dependencies = DependencySet.Of(read.Entries.Select(entry => new Dependency(new[] { (byte)entry.Replica }, VectorClock.Of([entry]))));
            // Every third write follows one that its session wrote through this replica after what it had read, and nothing that the replica wrote in between.
            var first = i % 3 == 0 ? writes.FindLast(write => write.Dot.Replica == replica && !read.Dominates(write.Past)) : null;
            var context = first is null ? read : first.Context.Join(read).With(first.Dot);
            var past = context.Cover.Join(own?.Past ?? VectorClock.Bottom).With(dot);
            writes.Add(new Written(dot, context, dependencies, IsDeletion: i % 5 == 4, payload, past));
        }
        return writes;
    }

    /// <param name="Dot">Its name.</param>
    /// <param name="Context">What its writer had read.</param>
    /// <param name="Dependencies">What it depends on of other keys.</param>
    /// <param name="IsDeletion">Whether it deletes the key.</param>
    /// <param name="Payload">What was written.</param>
    /// <param name="Past">All that must be there when it is.</param>
    public sealed record Written(Dot Dot, CausalContext Context, DependencySet Dependencies, bool IsDeletion, ReadOnlyMemory<byte> Payload, VectorClock Past);
}

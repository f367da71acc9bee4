using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// The events that a set has seen: a vector clock for those without a gap, and single events beyond it. The single events are what allows
/// a small change to travel without the whole set: it names just its own events, and when the gap closes they fold into the clock.
/// </summary>
internal sealed class CausalContext : IEquatable<CausalContext>
{
    // Sorted; none is seen by the clock, nor the very next of its replica (that one would be folded).
    private readonly Dot[] _beyond;

    private CausalContext(VectorClock clock, Dot[] beyond) => (Clock, _beyond) = (clock, beyond);

    public static CausalContext Empty { get; } = new(VectorClock.Bottom, []);

    public VectorClock Clock { get; }

    public ReadOnlySpan<Dot> Beyond => _beyond;

    /// <summary>Every event, those that the clock covers one by one.</summary>
    public IEnumerable<Dot> Events
    {
        get
        {
            foreach (var entry in Clock.Entries)
            {
                for (ulong counter = 1; counter <= entry.Counter; counter++)
                    yield return new Dot(entry.Replica, counter);
            }

            foreach (var dot in _beyond)
                yield return dot;
        }
    }

    /// <summary>A context of single events.</summary>
    /// <param name="dots">Sorted and distinct.</param>
    public static CausalContext Of(ReadOnlySpan<Dot> dots) => Fold(VectorClock.Bottom, dots);

    public bool Contains(Dot dot) => dot.Counter <= Clock[dot.Replica] || _beyond.AsSpan().BinarySearch(dot) >= 0;

    /// <summary>The event after the last of a replica that was seen, gap or not.</summary>
    /// <exception cref="OverflowException">The replica's counter is at its end.</exception>
    public Dot Next(ulong replica)
    {
        var last = Clock[replica];
        foreach (var dot in _beyond)
        {
            if (dot.Replica == replica) last = dot.Counter; // sorted: the last one is the greatest
        }

        return new Dot(replica, checked(last + 1));
    }

    public CausalContext Join(CausalContext other) =>
        Fold(Clock.Join(other.Clock), _beyond.Length == 0 ? other._beyond : Dots.Union(_beyond, other._beyond));

    public void Write(IBufferWriter<byte> writer)
    {
        Clock.Write(writer);
        Dots.Write(writer, _beyond);
    }

    public static bool TryRead(ref PayloadReader reader, [NotNullWhen(true)] out CausalContext? context)
    {
        context = null;
        if (!VectorClock.TryRead(ref reader, out var clock) || !Dots.TryRead(ref reader, out var beyond)) return false;
        var folded = Fold(clock, beyond);
        if (folded._beyond.Length != beyond.Length) return reader.Fail("A set's context spells out events that its clock covers.");
        context = folded;
        return true;
    }

    public bool Equals(CausalContext? other) =>
        other is not null && Clock.Equals(other.Clock) && _beyond.AsSpan().SequenceEqual(other._beyond);

    public override bool Equals(object? obj) => Equals(obj as CausalContext);

    public override int GetHashCode() => HashCode.Combine(Clock, Dots.Hash(_beyond));

    private static CausalContext Fold(VectorClock clock, ReadOnlySpan<Dot> dots)
    {
        if (dots.IsEmpty) return new CausalContext(clock, []);
        var raised = new List<Dot>();
        var beyond = new List<Dot>();
        for (var i = 0; i < dots.Length;)
        {
            var replica = dots[i].Replica;
            var seen = clock[replica];
            var start = seen;
            for (; i < dots.Length && dots[i].Replica == replica; i++)
            {
                var counter = dots[i].Counter;
                if (counter <= seen) continue;
                if (counter == seen + 1) seen = counter;
                else beyond.Add(dots[i]);
            }

            if (seen > start) raised.Add(new Dot(replica, seen));
        }

        return new CausalContext(clock.Join(VectorClock.FromSorted([.. raised])), [.. beyond]);
    }
}

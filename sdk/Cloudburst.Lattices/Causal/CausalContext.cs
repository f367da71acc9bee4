using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// Exactly which events have been seen: a vector clock for those without a gap, and single events beyond it. Immutable; safe for concurrent use.
/// </summary>
/// <remarks>
/// The single events are what a clock can't say. A set's small change travels without the whole set: it names just its own events, and when the gap closes they fold into the
/// clock. A request that has written a key knows its own version, and not those that others have given the same replica in between: a version that follows it
/// replaces that one and no other (a dotted version vector with its exceptions).
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CausalContext : IEquatable<CausalContext>
{
    // Sorted; none is seen by the clock, nor the very next of its replica (that one would be folded).
    private readonly Dot[] _beyond;

    private CausalContext(VectorClock clock, Dot[] beyond) => (Clock, _beyond) = (clock, beyond);

    /// <summary>Nothing has been seen.</summary>
    public static CausalContext Empty { get; } = new(VectorClock.Bottom, []);

    /// <summary>Of each replica, the event up to which all have been seen.</summary>
    public VectorClock Clock { get; }

    /// <summary>The single events that were seen beyond the clock, in ascending order.</summary>
    public ReadOnlySpan<Dot> Beyond => _beyond;

    /// <summary>The least clock that has seen all of it, and maybe more.</summary>
    public VectorClock Cover
    {
        get
        {
            if (_beyond.Length == 0) return Clock;
            var last = new List<Dot>();
            for (var i = 0; i < _beyond.Length; i++)
            {
                if (i + 1 == _beyond.Length || _beyond[i + 1].Replica != _beyond[i].Replica) last.Add(_beyond[i]);
            }

            return Clock.Join(VectorClock.FromSorted([.. last]));
        }
    }

    /// <summary>Every event, those that the clock covers one by one.</summary>
    internal IEnumerable<Dot> Events
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
    internal static CausalContext Of(ReadOnlySpan<Dot> dots) => Fold(VectorClock.Bottom, dots);

    /// <summary>A context without single events.</summary>
    public static implicit operator CausalContext(VectorClock clock) => FromVectorClock(clock);

    /// <summary>A context without single events.</summary>
    public static CausalContext FromVectorClock(VectorClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.Span.IsEmpty ? Empty : new CausalContext(clock, []);
    }

    /// <summary>Whether an event has been seen.</summary>
    public bool Contains(Dot dot) => dot.Counter <= Clock[dot.Replica] || _beyond.AsSpan().BinarySearch(dot) >= 0;

    /// <summary>The number of the last event of a replica that was seen, gap or not; 0 for none.</summary>
    internal ulong LastOf(ulong replica)
    {
        var last = Clock[replica];
        foreach (var dot in _beyond)
        {
            if (dot.Replica == replica) last = dot.Counter; // sorted: the last one is the greatest
        }

        return last;
    }

    /// <summary>The event after the last of a replica that was seen, gap or not.</summary>
    /// <exception cref="OverflowException">The replica's counter is at its end.</exception>
    internal Dot Next(ulong replica) => new(replica, checked(LastOf(replica) + 1));

    /// <summary>What either has seen.</summary>
    public CausalContext Join(CausalContext other) =>
        Fold(Clock.Join(other.Clock), _beyond.Length == 0 ? other._beyond : Dots.Union(_beyond, other._beyond));

    /// <summary>The context with one more event.</summary>
    public CausalContext With(Dot @event) => Contains(@event) ? this : Fold(Clock, Dots.Union(_beyond, [@event]));

    /// <summary>
    /// The context with the newest entries of its clock and the newest single events only. What <see cref="VectorClock.Prune"/> says holds here as well.
    /// </summary>
    /// <param name="mostReplicas">How many entries of the clock may stay.</param>
    /// <param name="mostEvents">How many single events may stay.</param>
    public CausalContext Prune(int mostReplicas, int mostEvents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostEvents);
        var clock = Clock.Prune(mostReplicas);
        if (_beyond.Length <= mostEvents) return ReferenceEquals(clock, Clock) ? this : Fold(clock, _beyond);
        return Fold(clock, [.. _beyond.OrderByDescending(dot => dot.Counter).Take(mostEvents).Order()]);
    }

    /// <summary>The bytes that travel: the clock, then the single events.</summary>
    public byte[] Encode()
    {
        var writer = new ArrayBufferWriter<byte>();
        Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> has written.</summary>
    /// <exception cref="LatticeFormatException">It is something else.</exception>
    public static CausalContext Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PayloadReader(bytes, Stamp.Zero, depth: 1);
        if (TryRead(ref reader, out var context) && reader.Remaining == 0) return context;
        throw new LatticeFormatException(reader.Problem ?? "A context goes on after its end.");
    }

    internal void Write(IBufferWriter<byte> writer)
    {
        Clock.Write(writer);
        Dots.Write(writer, _beyond);
    }

    internal static bool TryRead(ref PayloadReader reader, [NotNullWhen(true)] out CausalContext? context)
    {
        context = null;
        if (!VectorClock.TryRead(ref reader, out var clock) || !Dots.TryRead(ref reader, out var beyond)) return false;
        return TryMake(ref reader, clock, beyond, out context);
    }

    /// <summary>Reads the single events of a context whose clock is known; there must be some.</summary>
    internal static bool TryReadBeyond(ref PayloadReader reader, VectorClock clock, [NotNullWhen(true)] out CausalContext? context)
    {
        context = null;
        if (!Dots.TryRead(ref reader, out var beyond)) return false;
        if (beyond.Length == 0) return reader.Fail("A context announces events beyond its clock and has none.");
        return TryMake(ref reader, clock, beyond, out context);
    }

    private static bool TryMake(ref PayloadReader reader, VectorClock clock, Dot[] beyond, [NotNullWhen(true)] out CausalContext? context)
    {
        context = Fold(clock, beyond);
        if (context._beyond.Length == beyond.Length) return true;
        context = null;
        return reader.Fail("A context spells out events that its clock covers.");
    }

    /// <inheritdoc/>
    public bool Equals(CausalContext? other) =>
        other is not null && Clock.Equals(other.Clock) && _beyond.AsSpan().SequenceEqual(other._beyond);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CausalContext);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clock, Dots.Hash(_beyond));

    /// <summary>The context for people: the clock, and the single events behind it.</summary>
    public override string ToString() =>
        _beyond.Length == 0 ? Clock.ToString() : $"{Clock} + {string.Join(", ", _beyond.Select(dot => $"{dot.Replica:x}:{dot.Counter}"))}";

    // For a difference in what two versions replace, which are otherwise alike.
    internal int CompareTo(CausalContext other)
    {
        var order = Clock.Span.SequenceCompareTo(other.Clock.Span);
        return order != 0 ? order : Beyond.SequenceCompareTo(other.Beyond);
    }

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

using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A set to which elements are added and from which they are removed: a remove takes away the adds that its writer has seen, an add made
/// concurrently survives. Removed elements leave nothing behind but the clock that says they were seen.
/// </summary>
/// <remarks>
/// An add is an event of the replica that makes it, numbered in sequence. A writer must own its replica id and hold all its own earlier adds when
/// it makes the next: a number used twice would let one add hide another.
/// To send a change without the whole set, use <see cref="AddDelta(ulong, ReadOnlyMemory{byte})"/> and <see cref="RemoveDelta"/>.
/// </remarks>
[DebuggerDisplay("{Count} elements")]
[DebuggerTypeProxy(typeof(ElementsView))]
public sealed class ObservedRemoveSet : ILattice<ObservedRemoveSet>
{
    // An element of no bytes takes its length, the count of its dots, and one dot.
    private const int MinimumEntrySize = 1 + 1 + VectorClock.MinimumEntrySize;

    // Sorted by element; every entry has at least one dot, and the context contains them all.
    private readonly SetEntry[] _entries;
    private readonly CausalContext _context;

    private ObservedRemoveSet(SetEntry[] entries, CausalContext context) => (_entries, _context) = (entries, context);

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.ObservedRemoveSet;

    /// <summary>The set that nothing was ever added to.</summary>
    public static ObservedRemoveSet Bottom { get; } = new([], CausalContext.Empty);

    /// <summary>How many elements there are.</summary>
    public int Count => _entries.Length;

    /// <summary>The elements, in ascending order of their bytes.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Elements => _entries.Select(entry => entry.Element);

    /// <summary>The adds that were seen without a gap, whether their elements are still there or not.</summary>
    public VectorClock Context => _context.Clock;

    /// <summary>Whether the element is in the set. Takes logarithmic time.</summary>
    public bool Contains(ReadOnlySpan<byte> element) => IndexOf(element) >= 0;

    /// <summary>The set with an element added by a replica; this one stays as it is.</summary>
    /// <param name="replica">The writer's replica id.</param>
    /// <param name="element">Opaque to the lattice; must not change afterwards.</param>
    /// <exception cref="OverflowException">The replica's counter is at its end.</exception>
    public ObservedRemoveSet Add(ulong replica, ReadOnlyMemory<byte> element) => Join(AddDelta(replica, element));

    /// <summary>The set without an element; this one stays as it is.</summary>
    public ObservedRemoveSet Remove(ReadOnlySpan<byte> element) => Join(RemoveDelta(element));

    /// <summary>The change that <see cref="Add"/> makes, by itself: joined with this set, or with any other copy, it adds the element.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    /// <inheritdoc cref="Add" path="/exception"/>
    public ObservedRemoveSet AddDelta(ulong replica, ReadOnlyMemory<byte> element) =>
        AddDelta(replica, _context.Next(replica).Counter, element);

    /// <summary>The change that adds an element under a number of the writer's choice: for writers that keep count of their own adds elsewhere.</summary>
    /// <param name="replica">The writer's replica id.</param>
    /// <param name="number">
    /// The number of this add among the writer's adds to this set, counting from 1 and leaving none out for good: never used before, or one add
    /// hides another.
    /// </param>
    /// <param name="element">Opaque to the lattice; must not change afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is zero.</exception>
    public ObservedRemoveSet AddDelta(ulong replica, ulong number, ReadOnlyMemory<byte> element)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        // The new add stands for the ones seen before, so it also takes those away: an element does not collect dots.
        var dot = new Dot(replica, number);
        return new ObservedRemoveSet([new SetEntry(element, [dot])], CausalContext.Of(Dots.Union(DotsOf(element.Span), [dot])));
    }

    /// <summary>
    /// An add by a writer that numbers its own adds and has not read the set. It does not take the place of earlier adds of the element as
    /// <see cref="AddDelta(ulong, ulong, ReadOnlyMemory{byte})"/> does, so prefer that where the set is at hand.
    /// </summary>
    /// <param name="dot">The add; the writer's next one for this set, counting from 1.</param>
    /// <param name="element">Opaque to the lattice; must not change afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dot's number is zero.</exception>
    public static ObservedRemoveSet Delta(Dot dot, ReadOnlyMemory<byte> element) => Bottom.AddDelta(dot.Replica, dot.Counter, element);

    /// <summary>The change that <see cref="Remove"/> makes, by itself: joined with any copy, it takes away the adds seen here.</summary>
    /// <param name="element">The element; if it is not in the set, the change is <see cref="Bottom"/>.</param>
    public ObservedRemoveSet RemoveDelta(ReadOnlySpan<byte> element) =>
        IndexOf(element) < 0 ? Bottom : new ObservedRemoveSet([], CausalContext.Of(DotsOf(element)));

    /// <summary>
    /// This change with its own adds, those that <paramref name="onto"/> has not seen, renumbered as the next ones of another replica: for a writer that made its change under
    /// a replica id for the one occasion, so that such ids don't pile up in the set.
    /// </summary>
    /// <param name="onto">The set that the change will be joined to; nobody else may add to it under <paramref name="replica"/> meanwhile.</param>
    /// <param name="replica">The replica.</param>
    /// <exception cref="OverflowException">The replica's counter is at its end.</exception>
    public ObservedRemoveSet Renumber(ObservedRemoveSet onto, ulong replica)
    {
        var next = onto._context.Next(replica).Counter;
        var seen = new SortedSet<Dot>(_context.Events.Where(onto._context.Contains));
        var entries = new List<SetEntry>(_entries.Length);
        foreach (var entry in _entries)
        {
            var dots = new SortedSet<Dot>(entry.Dots.Where(onto._context.Contains));
            if (dots.Count < entry.Dots.Length)
                dots.Add(new Dot(replica, checked(next++)));
            entries.Add(new SetEntry(entry.Element, [.. dots]));
            seen.UnionWith(dots);
        }

        return new ObservedRemoveSet([.. entries], CausalContext.Of([.. seen]));
    }

    /// <summary>The elements of both, less what either has seen removed.</summary>
    public ObservedRemoveSet Join(ObservedRemoveSet other)
    {
        var (left, right) = (_entries, other._entries);
        var joined = new List<SetEntry>(Math.Max(left.Length, right.Length));
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            var order = j == right.Length ? -1 : i == left.Length ? 1 : SortedBytes.Compare(left[i].Element, right[j].Element);
            var element = order <= 0 ? left[i].Element : right[j].Element;
            var ours = order <= 0 ? left[i++].Dots : [];
            var theirs = order >= 0 ? right[j++].Dots : [];
            var dots = Surviving(ours, theirs, other._context);
            if (dots.Length > 0) joined.Add(new SetEntry(element, dots));
        }

        return new ObservedRemoveSet([.. joined], _context.Join(other._context));
    }

    /// <inheritdoc/>
    public bool IsAtLeast(ObservedRemoveSet other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        _context.Write(writer);
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var entry in _entries)
        {
            writer.WriteBytes(entry.Element.Span);
            Dots.Write(writer, entry.Dots);
        }
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out ObservedRemoveSet lattice)
    {
        lattice = null;
        if (!CausalContext.TryRead(ref reader, out var context)) return false;
        if (!reader.TryReadCount(MinimumEntrySize, out var count)) return false;
        var entries = Growing.Start<SetEntry>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref entries, i, count);
            if (!reader.TryReadBytes(out var element) || !Dots.TryRead(ref reader, out var dots)) return false;
            if (i > 0 && SortedBytes.Compare(entries[i - 1].Element, element) >= 0) return reader.Fail("The elements of a set are not in ascending order.");
            if (dots.Length == 0) return reader.Fail("A set has an element that no one added.");
            foreach (var dot in dots)
            {
                if (!context.Contains(dot)) return reader.Fail("A set has an element added by an event that its context has not seen.");
            }

            entries[i] = new SetEntry(element, dots);
        }

        lattice = new ObservedRemoveSet(entries, context);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ObservedRemoveSet? other) =>
        other is not null && _context.Equals(other._context) && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObservedRemoveSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_entries.Length, _context);

    // An event survives if both have it, or if the one that lacks it has never seen it (had it seen it, it has removed it).
    private Dot[] Surviving(Dot[] ours, Dot[] theirs, CausalContext theirContext)
    {
        // Most elements have one add, which the other side has too, or has not heard of.
        if (ours.AsSpan().SequenceEqual(theirs)) return ours;
        if (ours.Length + theirs.Length == 1)
            return ours.Length == 1 ? (theirContext.Contains(ours[0]) ? [] : ours) : _context.Contains(theirs[0]) ? [] : theirs;

        var surviving = new List<Dot>(ours.Length + theirs.Length);
        int i = 0, j = 0;
        while (i < ours.Length || j < theirs.Length)
        {
            var order = j == theirs.Length ? -1 : i == ours.Length ? 1 : ours[i].CompareTo(theirs[j]);
            var dot = order <= 0 ? ours[i] : theirs[j];
            if (order == 0 || !(order < 0 ? theirContext : _context).Contains(dot)) surviving.Add(dot);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return [.. surviving];
    }

    private Dot[] DotsOf(ReadOnlySpan<byte> element)
    {
        var index = IndexOf(element);
        return index < 0 ? [] : _entries[index].Dots;
    }

    private int IndexOf(ReadOnlySpan<byte> element) => _entries.AsSpan().BinarySearch(new ByBytes(element));
}

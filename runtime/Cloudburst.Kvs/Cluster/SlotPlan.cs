namespace Cloudburst.Kvs.Cluster;

/// <summary>A range of slots, both ends included.</summary>
internal readonly record struct SlotRange(int First, int Last)
{
    public int Count => Last - First + 1;

    /// <summary>Sorted slots as ranges.</summary>
    public static IEnumerable<SlotRange> Of(IEnumerable<int> slots)
    {
        SlotRange? open = null;
        foreach (var slot in slots)
        {
            if (open is { } range && slot == range.Last + 1)
            {
                open = range with { Last = slot };
                continue;
            }

            if (open is { } closed)
                yield return closed;
            open = new SlotRange(slot, slot);
        }

        if (open is { } last)
            yield return last;
    }
}

/// <summary>One range that changes its owner.</summary>
internal readonly record struct SlotMove(string From, string To, SlotRange Slots);

/// <summary>Who shall own which slots, as pure arithmetic: every primary the same number, give or take one, and no slot moved without need.</summary>
internal static class SlotPlan
{
    public const int Slots = 16_384;

    /// <summary>The shares of a new cluster.</summary>
    public static SlotRange[] Even(int primaries) =>
        [.. Enumerable.Range(0, primaries).Select(i => new SlotRange(Slots * i / primaries, (Slots * (i + 1) / primaries) - 1))];

    /// <summary>What has to move so that the slots lie evenly on <paramref name="targets"/> and nowhere else.</summary>
    /// <param name="owned">What each node owns now, sorted.</param>
    /// <param name="targets">The nodes that shall own slots; new ones among them own none yet.</param>
    public static IReadOnlyList<SlotMove> Moves(IReadOnlyDictionary<string, int[]> owned, IReadOnlyCollection<string> targets)
    {
        if (targets.Count == 0)
            throw new ArgumentException("Somebody must own the slots.", nameof(targets));

        var total = owned.Values.Sum(slots => slots.Length);
        // Those that have most already get what is left over by the division, so that less has to move.
        var quotas = targets
            .OrderByDescending(target => OwnedBy(target).Length).ThenBy(target => target, StringComparer.Ordinal)
            .Select((target, i) => (target, Quota: (total / targets.Count) + (i < total % targets.Count ? 1 : 0)))
            .ToDictionary(pair => pair.target, pair => pair.Quota);
        var surplus = new Queue<(string From, int Slot)>(owned
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value.Skip(quotas.GetValueOrDefault(pair.Key)).Select(slot => (pair.Key, slot))));

        List<SlotMove> moves = [];
        foreach (var (target, quota) in quotas.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var taken = new List<(string From, int Slot)>();
            for (var missing = quota - OwnedBy(target).Length; missing > 0; missing--)
                taken.Add(surplus.Dequeue());
            foreach (var source in taken.GroupBy(slot => slot.From))
                moves.AddRange(SlotRange.Of(source.Select(slot => slot.Slot)).Select(range => new SlotMove(source.Key, target, range)));
        }

        return moves;

        int[] OwnedBy(string node) => owned.TryGetValue(node, out var slots) ? slots : [];
    }
}

using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// The paper's table 2: a history recorded under last-writer-wins, and how often each level would have had to step in. The causal columns add up from left to right;
/// repeatable read is counted by itself.
/// </summary>
/// <param name="SingleKey">Writes that replaced a version which their session had not seen, so that one of two concurrent writes was silently dropped.</param>
/// <param name="MultiKey">Ordered pairs of keys of one read request where the first depends on a newer version of the second than was returned.</param>
/// <param name="Session">Reads of a key older than what the session depended on through earlier reads and writes, at any cache.</param>
/// <param name="RepeatableRead">Reads of a key inside one session that returned another version than the session had.</param>
public sealed record AnomalyCounter(int SingleKey, int MultiKey, int Session, int RepeatableRead)
{
    /// <summary>What single-key causal prevents.</summary>
    public int PreventedBySingleKeyCausal => SingleKey;

    /// <summary>What multi-key causal prevents: that of its own and all that the level before does.</summary>
    public int PreventedByMultiKeyCausal => SingleKey + MultiKey;

    /// <summary>What distributed session causal prevents.</summary>
    public int PreventedByCausal => SingleKey + MultiKey + Session;

    /// <summary>Counts. A read that did not fit into its own request already (<see cref="MultiKey"/>) is not counted again for its session.</summary>
    public static AnomalyCounter Count(History history)
    {
        var multiKey = 0;
        var session = 0;
        foreach (var one in history.Sessions)
        {
            one.Walk<NumberSet>(CausalOrder.Join, (past, place) =>
            {
                var gaps = CausalCutChecker.Gaps(history, place).ToList();
                multiKey += gaps.Count;
                var counted = gaps.Select(gap => gap.OlderKey).ToHashSet();
                session += place.Operation.Reads().Count(read => !counted.Contains(read.Key)
                    && history.Causality.Newest(read.Key, past).Any(version => history.Causality.IsOlder(read.Versions, version)));
                foreach (var version in place.Operation.Reads().SelectMany(read => read.Versions))
                    history.Causality.Observe(past, version);
                if (place.Operation.Writes() is var (_, written))
                    history.Causality.Observe(past, written);
                return past;
            });
        }

        return new(DroppedWrites(history), multiKey, session, new RepeatableReadChecker().Check(history).Count);
    }

    /// <summary>In the store's order of arrival, or that of the answers where it was not recorded: every write that came upon a version which it had not seen.</summary>
    private static int DroppedWrites(History history) => history.Writes()
        .GroupBy(write => write.Key)
        .Select(key => history.Installed.TryGetValue(key.Key, out var installed)
            ? [.. installed]
            : key.OrderBy(write => write.Place.Operation.End ?? long.MaxValue).Select(write => write.Version).ToList())
        .Sum(arrived => arrived.Zip(arrived.Skip(1)).Count(pair => !history.Causality.Replaces(pair.Second, pair.First) && !history.Causality.Replaces(pair.First, pair.Second)));
}

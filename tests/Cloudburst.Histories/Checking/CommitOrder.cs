using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Which session must have committed before which: T before U when U read something of T, or replaced something of T. Sessions that are no transactions have no commit, so
/// that nothing is concluded through them.
/// </summary>
internal sealed class CommitOrder
{
    private readonly History _history;
    private readonly Func<Session, TransactionView> _view;
    private readonly Func<Session, bool> _isTransaction;
    private readonly Dictionary<string, string> _replaced;
    private readonly Dictionary<Session, int> _numbers = [];
    private readonly List<NumberSet> _before = [];

    public CommitOrder(History history, Func<Session, TransactionView> view, Func<Session, bool> isTransaction)
    {
        (_history, _view, _isTransaction) = (history, view, isTransaction);
        _replaced = history.Installed.Values
            .Select(versions => versions.Where(version => isTransaction(history.WriterOf(version)!.Value.Session)).ToList())
            .SelectMany(versions => versions.Zip(versions.Skip(1)))
            .ToDictionary(pair => pair.Second, pair => pair.First);
        foreach (var session in history.Sessions.Where(isTransaction))
        {
            _numbers.Add(session, _before.Count);
            _before.Add(new());
        }

        Close();
    }

    /// <summary>Whether the effects of a session are in what another made, or in itself.</summary>
    public bool IsIn(Session effects, Session of) => In([of])(effects);

    /// <summary>Whether the effects of a session are in what any of these made, or it is one of them.</summary>
    public Func<Session, bool> In(IEnumerable<Session> those)
    {
        var all = new NumberSet();
        foreach (var one in those.Select(session => _numbers[session]))
        {
            all.Add(one);
            all.UnionWith(_before[one]);
        }

        return session => _numbers.TryGetValue(session, out var number) && all.Contains(number);
    }

    /// <summary>The sessions whose versions it read.</summary>
    public IEnumerable<Session> ReadFrom(Session session) =>
        _view(session).Reads.SelectMany(read => Writers(read.Versions)).Where(other => other != session).Distinct();

    /// <summary>The sessions whose versions it replaced, where the store's order was recorded.</summary>
    public IEnumerable<Session> Replaced(Session session) =>
        Writers(_view(session).Writes.Select(write => _replaced.GetValueOrDefault(write.Version)).OfType<string>()).Where(other => other != session).Distinct();

    /// <summary>
    /// The writes of other transactions that replaced what one read. Where the store's order is known the first is enough: whoever includes a later one includes it too.
    /// </summary>
    public IEnumerable<Place> Replacements(Session reader, TransactionRead read)
    {
        var inOrder = _history.Installed.ContainsKey(read.Key);
        var all = _history.Versions.ReplacementsOf(read.Key, read.Versions)
            .Select(version => _history.WriterOf(version)!.Value)
            .Where(writer => writer.Session != reader && _isTransaction(writer.Session) && (inOrder || writer.Session.Outcome == Outcome.Committed));
        return inOrder ? all.Take(1) : all;
    }

    /// <summary>The transactions that wrote these.</summary>
    public IEnumerable<Session> Writers(IEnumerable<string> versions) =>
        versions.Select(version => _history.WriterOf(version)?.Session).OfType<Session>().Where(_isTransaction);

    // Until nothing changes, so that a circle (which a broken system can make) is no trouble. Recorded about in order, that takes two rounds.
    private void Close()
    {
        var direct = _numbers.Keys.Select(session => ReadFrom(session).Union(Replaced(session)).Select(other => _numbers[other]).ToList()).ToList();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < direct.Count; i++)
            {
                foreach (var before in direct[i])
                {
                    changed |= !_before[i].Contains(before);
                    _before[i].Add(before);
                    changed |= _before[i].UnionWith(_before[before]);
                }
            }
        }
    }
}

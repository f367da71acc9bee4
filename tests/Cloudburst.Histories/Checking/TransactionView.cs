using System.Collections.Immutable;
using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>A session as a transaction: what it read of others, and the last version of each key that it wrote.</summary>
internal sealed class TransactionView
{
    public TransactionView(History history, Session session)
    {
        Session = session;
        var writes = session.Places.Where(place => place.Operation.Writes() is not null).ToList();
        foreach (var place in writes)
        {
            var (key, version) = place.Operation.Writes()!.Value;
            if (!writes.Exists(later => later.Operation.Writes() is var (other, next) && other == key && history.Causality.Precedes(version, next)))
                Writes.Add((key, version, place));
            else
                Intermediate.Add(version);
        }

        Reads = [.. from place in session.Places
                    from read in place.Operation.Reads()
                    where !read.Versions.Any(version => history.WriterOf(version)?.Session == session)
                    select new TransactionRead(read.Key, read.Versions, place)];
    }

    public Session Session { get; }

    /// <summary>What it read, without its own writes.</summary>
    public ImmutableArray<TransactionRead> Reads { get; }

    /// <summary>The versions that its commit makes visible.</summary>
    public List<(string Key, string Version, Place Place)> Writes { get; } = [];

    /// <summary>Versions that it replaced itself before it committed: nobody else may see them.</summary>
    public HashSet<string> Intermediate { get; } = [];

    /// <summary>Views of sessions, each made when first asked for.</summary>
    public static Func<Session, TransactionView> Cache(History history)
    {
        var views = new Dictionary<Session, TransactionView>();
        return session =>
        {
            if (!views.TryGetValue(session, out var view))
                views.Add(session, view = new(history, session));
            return view;
        };
    }
}

/// <summary>What one read returned for one key.</summary>
internal sealed record TransactionRead(string Key, ImmutableArray<string> Versions, Place Place);

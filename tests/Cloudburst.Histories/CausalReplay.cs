using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>
/// Goes through a history so that every write comes before its reads, whatever the order of recording: each invocation advances until it reads a version whose write has not
/// been passed yet, waits for it, and is woken by it. Who is left waiting in the end has read the future.
/// </summary>
internal sealed class CausalReplay(History history, CausalOrder order)
{
    private readonly Dictionary<string, List<Cursor>> _waiting = [];
    private readonly Queue<Cursor> _ready = [];
    private readonly List<Cursor> _all = [];

    public void Run()
    {
        foreach (var session in history.Sessions)
            AddSession(session);
        while (_ready.TryDequeue(out var cursor))
            Advance(cursor);
    }

    /// <summary>Follows what the first unfinished invocation waits for until it comes round.</summary>
    public ImmutableArray<Place> Circle()
    {
        var path = new List<Cursor>();
        for (var next = _all.Find(cursor => !cursor.IsDone); next is not null; next = Blocker(next))
        {
            var seen = path.IndexOf(next);
            if (seen >= 0)
                return [.. path.Skip(seen).Where(cursor => cursor.WaitsFor is not null).Select(cursor => cursor.Place)];
            path.Add(next);
        }

        return [];
    }

    private void AddSession(Session session)
    {
        var cursors = new Dictionary<string, Cursor>();
        foreach (var invocation in session.InOrder())
        {
            var cursor = new Cursor(session, invocation) { Upstream = [.. invocation.After.Select(name => cursors[name])] };
            cursor.Missing = cursor.Upstream.Count;
            foreach (var upstream in cursor.Upstream)
                upstream.Downstream.Add(cursor);
            cursors.Add(invocation.Name, cursor);
            _all.Add(cursor);
            if (cursor.Missing == 0)
                _ready.Enqueue(cursor);
        }
    }

    private void Advance(Cursor cursor)
    {
        cursor.Observed ??= CausalOrder.Join([.. cursor.Upstream.Select(upstream => upstream.Observed!)]);
        cursor.Seen ??= CausalOrder.Join([.. cursor.Upstream.Select(upstream => upstream.Seen!)]);
        cursor.WaitsFor = null;
        for (; cursor.Next < cursor.Invocation.Operations.Length; cursor.Next++)
        {
            var operation = cursor.Invocation.Operations[cursor.Next];
            if (Missing(operation) is { } version)
            {
                cursor.WaitsFor = version;
                if (!_waiting.TryGetValue(version, out var waiting))
                    _waiting.Add(version, waiting = []);
                waiting.Add(cursor);
                return;
            }

            Pass(operation, cursor.Observed, cursor.Seen);
        }

        foreach (var downstream in cursor.Downstream.Where(downstream => --downstream.Missing == 0))
            _ready.Enqueue(downstream);
    }

    private void Pass(Operation operation, NumberSet observed, NumberSet seen)
    {
        foreach (var version in operation.Reads().SelectMany(read => read.Versions))
        {
            order.Observe(observed, version);
            order.See(seen, version);
        }

        if (operation.Writes() is not var (key, written))
            return;
        order.Append(key, written, observed, seen);
        order.Observe(observed, written);
        order.See(seen, written);
        if (_waiting.Remove(written, out var woken))
            woken.ForEach(_ready.Enqueue);
    }

    private string? Missing(Operation operation) => operation.Reads().SelectMany(read => read.Versions)
        .FirstOrDefault(version => !order.Has(version) && history.WriterOf(version) is not null);

    private Cursor? Blocker(Cursor cursor)
    {
        if (cursor.WaitsFor is null)
            return cursor.Upstream.Find(upstream => !upstream.IsDone);
        var writer = history.WriterOf(cursor.WaitsFor)!.Value;
        return _all.Find(other => other.Session == writer.Session && other.Invocation.Name == writer.Invocation.Name);
    }

    private sealed class Cursor(Session session, Invocation invocation)
    {
        public Session Session => session;

        public Invocation Invocation => invocation;

        public List<Cursor> Upstream { get; init; } = [];

        public List<Cursor> Downstream { get; } = [];

        public int Missing { get; set; }

        public int Next { get; set; }

        public string? WaitsFor { get; set; }

        public NumberSet? Observed { get; set; }

        public NumberSet? Seen { get; set; }

        public bool IsDone => Next == invocation.Operations.Length && Missing == 0;

        public Place Place => new(session, invocation, invocation.Operations[Next]);
    }
}

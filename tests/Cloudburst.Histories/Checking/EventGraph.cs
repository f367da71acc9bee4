namespace Cloudburst.Histories.Checking;

/// <summary>What must be before what, and why; finds a circle.</summary>
internal sealed class EventGraph
{
    private readonly Dictionary<Event, List<Edge>> _edges = [];

    public void Add(Event from, Event to, string why)
    {
        if (!_edges.TryGetValue(from, out var edges))
            _edges.Add(from, edges = []);
        edges.Add(new(from, to, why));
    }

    /// <summary>The edges of one circle, or none when there is an order.</summary>
    public IReadOnlyList<Edge> Circle()
    {
        var done = new HashSet<Event>();
        return _edges.Keys.Select(from => CircleFrom(from, done)).FirstOrDefault(circle => circle.Count > 0, []);
    }

    // Depth first, with the path on the heap: histories are longer than a call stack.
    private List<Edge> CircleFrom(Event start, HashSet<Event> done)
    {
        var path = new List<Edge>();
        var onPath = new HashSet<Event>();
        var pending = new Stack<IEnumerator<Edge>>();
        Enter(start);
        while (pending.TryPeek(out var edges))
        {
            if (!edges.MoveNext())
            {
                pending.Pop();
                var left = path.Count > 0 ? path[^1].To : start;
                onPath.Remove(left);
                done.Add(left);
                if (path.Count > 0)
                    path.RemoveAt(path.Count - 1);
            }
            else if (onPath.Contains(edges.Current.To))
            {
                path.Add(edges.Current);
                return [.. path.SkipWhile(edge => edge.From != edges.Current.To)];
            }
            else if (!done.Contains(edges.Current.To))
            {
                path.Add(edges.Current);
                Enter(edges.Current.To);
            }
        }

        return [];

        void Enter(Event to)
        {
            onPath.Add(to);
            pending.Push(_edges.GetValueOrDefault(to, []).GetEnumerator());
        }
    }

    public sealed record Edge(Event From, Event To, string Why);
}

namespace Cloudburst.Histories;

/// <summary>The order inside a session: along the edges of its DAG, and from operation to operation inside an invocation.</summary>
public static class SessionOrder
{
    /// <summary>The invocations, every one after those upstream of it.</summary>
    /// <exception cref="FormatException">An edge comes from nowhere or the edges form a circle: the recording is wrong, whatever the system did.</exception>
    public static IReadOnlyList<Invocation> InOrder(this Session session)
    {
        var byName = new Dictionary<string, Invocation>();
        foreach (var invocation in session.Invocations)
        {
            if (!byName.TryAdd(invocation.Name, invocation))
                throw new FormatException($"Session '{session.Name}' has two invocations named '{invocation.Name}'.");
        }

        var ordered = new List<Invocation>();
        var open = new HashSet<string>();
        var done = new HashSet<string>();
        foreach (var invocation in session.Invocations)
            Visit(invocation);
        return ordered;

        void Visit(Invocation invocation)
        {
            if (done.Contains(invocation.Name))
                return;
            if (!open.Add(invocation.Name))
                throw new FormatException($"Session '{session.Name}' is no DAG: '{invocation.Name}' comes after itself.");
            foreach (var name in invocation.After)
            {
                if (!byName.TryGetValue(name, out var upstream))
                    throw new FormatException($"Session '{session.Name}': '{invocation.Name}' comes after '{name}', which was not recorded.");
                Visit(upstream);
            }

            done.Add(invocation.Name);
            ordered.Add(invocation);
        }
    }

    /// <summary>
    /// Carries a state along the edges: every invocation begins with the <paramref name="join"/> of the states that its upstream invocations ended with (none for a source,
    /// so the result must be independent of what it is given), and every operation makes the next state out of the one before it.
    /// </summary>
    public static void Walk<T>(this Session session, Func<IReadOnlyList<T>, T> join, Func<T, Place, T> step)
    {
        var ends = new Dictionary<string, T>();
        foreach (var invocation in session.InOrder())
        {
            var state = join([.. invocation.After.Select(name => ends[name])]);
            foreach (var operation in invocation.Operations)
                state = step(state, new Place(session, invocation, operation));
            ends[invocation.Name] = state;
        }
    }
}
